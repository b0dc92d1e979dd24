import { expect, it } from '@jest/globals';
import { identityUnits } from '../../../core/units/identity-units.ts';
import { canHaveRoot, ScratchRoot } from '../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asRoot = canHaveRoot() ? it : it.skip;
const COPY = 'run/evergrant-identity/credentials';
const TWO_PROFILES =
  '[default]\naws_access_key_id = ASIA1\naws_session_token = t1\n\n[dev]\nsecret = of a person\n';

/** The command line of the service, as systemd hands it to the shell. */
function command(): string {
  const [service] = identityUnits({ user: 'evergrant', before: 'evergrant-host.service' });
  const quoted = /^ExecStart=\/bin\/sh -c "(.*)"$/m.exec(service?.text ?? '')?.[1] ?? '';
  return quoted.replace(/\\(.)/g, '$1').replaceAll('$$', () => '$');
}

function machine(credentials: string): ScratchRoot {
  const root = new ScratchRoot(folder(), []);
  root.write('root/.aws/credentials', credentials);
  root.write(`${COPY}.before`, '');
  return root;
}

asRoot("the copy has the agent's profile and no other, for the group alone", () => {
  const root = machine(TWO_PROFILES);
  expect(root.run(command(), { shell: 'sh' })).toMatchObject({ status: 0, output: '' });
  expect(root.text(COPY)).toBe('[default]\naws_access_key_id = ASIA1\naws_session_token = t1\n\n');
  expect(root.run(`stat -c %a /${COPY}`).output).toBe('640\n');
});

asRoot('credentials that are not written to their end leave the last copy', () => {
  const root = machine(TWO_PROFILES);
  root.run(command(), { shell: 'sh' });
  root.write('root/.aws/credentials', '[default]\naws_access_key_id = ASIA2\n');
  expect(root.run(command(), { shell: 'sh' }).status).toBe(1);
  expect(root.text(COPY)).toContain('ASIA1');
});

it('is told of every change, at boot, and every five minutes whatever was missed', () => {
  const [service, path, timer] = identityUnits({ user: 'evergrant', before: 'evergrant-host.service' });
  expect(service?.text).toContain('\nBefore=evergrant-host.service\n');
  expect(service?.text).toContain('\nGroup=evergrant\n');
  expect(path?.text).toContain('\nPathChanged=/root/.aws/credentials\n');
  expect(timer?.text).toContain('\nOnUnitActiveSec=5min\n');
});
