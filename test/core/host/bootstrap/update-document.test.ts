import { expect, it } from '@jest/globals';
import { updateDocument } from '../../../../core/host/bootstrap/update-document.ts';
import { hostOptions } from '../../../support/scratch-root/host-options.ts';

const release = { bucket: 'b', key: 'k.mjs', sha256: 'a'.repeat(64) };

it.each(['box', 'sail', 'pc'] as const)(
  'the update document of %s is one that Systems Manager takes',
  (name) => {
    // The overloads of hostOptions are for those who need the kind.
    const text = JSON.stringify(updateDocument({ ...hostOptions(name as 'box'), release }));
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
    expect(text).not.toContain('{{');
  },
);

it('the update document ends with the installation of the release', () => {
  const { runCommand } = updateDocument({ ...hostOptions('box'), release }).mainSteps[0].inputs;
  expect(runCommand.at(-1)).toBe(
    `exec /opt/evergrant/bin/evergrant-update install --sha256 '${release.sha256}' --source 's3://b/k.mjs'`,
  );
  for (const line of runCommand) expect(line).not.toContain('\n');
});
