import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { checkPrograms } from '../../../../cli/commands/check/check-programs.ts';
import { declare } from '../../../support/declare.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const GRANT = 'version: 1\nclients: { c: { clientId: id, issuer: xero } }\ngrants: { g: { client: c } }';

it('names every program of a sink that is missing or may not run, and no other', async () => {
  const plain = join(folder(), 'reload.sh');
  writeFileSync(plain, '#!/bin/sh\n', { mode: 0o600 });
  const { sinks } = declare(`${GRANT}
sinks:
  a: { token: g, file: /a, afterDelivery: { command: [no-such-program] } }
  b: { token: g, file: /b, adoption: { probe: [${plain}] } }
  c: { token: g, file: /c, afterDelivery: { command: [sh, -c, exit] } }
`);
  const refusals = await checkPrograms({ sinks }, process.env);
  expect(refusals.map(({ path, fault }) => [path, fault.code, fault.exitCode, fault.message])).toEqual([
    ['sinks.a.afterDelivery.command', 'ProgramMissing', 78, 'the program no-such-program is not found'],
    ['sinks.b.adoption.probe', 'ProgramMissing', 78, `this user may not run ${plain}`],
  ]);
});
