import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { DrillFolder } from './drill-folder.ts';

/** The person who consents. */
export const ACCOUNT = 'ops@example.com';
export const GRANT = 'crew-sheets';
export const DAEMON = 'port-sheet';
/** Seconds between two runs of the daemon. */
export const RUN_EVERY = 2;
/** Seconds for which the issuer, by its own declaration and in truth, takes a used refresh token again. */
export const GRACE = 5;

/** The daemon's program lies beside this module, also when both are bundled. */
const PROGRAM = fileURLToPath(new URL('./port-sheet.mjs', import.meta.url));

/** The `evergrant.yaml` of the drill: one grant, one sink, one daemon, an alerts file. */
export function declarationText(folder: DrillFolder, server: { issuer: string; resource: string }): string {
  return stringify({
    version: 1,
    deployment: 'drill',
    engine: { kind: 'machine', stateDirectory: folder.stateDirectory },
    alerts: { ops: { file: folder.alertsFile, after: 3 } },
    clients: {
      desk: {
        issuer: {
          discovery: server.issuer,
          rotation: 'always',
          grace: `${GRACE}s`,
          reuse: 'revokesFamily',
        },
        clientId: 'desk',
      },
    },
    // Half the life instead of two thirds: seconds have to hold an outage that hours would hide.
    grants: { [GRANT]: { client: 'desk', account: ACCOUNT, scopes: ['sheets'], refreshAfter: 0.5 } },
    sinks: { 'port-sheet-token': { token: GRANT, file: folder.tokenFile } },
    daemons: {
      [DAEMON]: {
        command: [process.execPath, PROGRAM, folder.tokenFile, server.resource],
        every: `${RUN_EVERY}s`,
        uses: ['port-sheet-token'],
        onFailure: { after: 0, backoff: ['30m', '1h', '4h', '24h'] },
      },
    },
  });
}
