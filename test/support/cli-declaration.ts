import { stringify } from 'yaml';

/** The account that consents in these tests. */
export const ACCOUNT = 'ops@example.com';
/** The grant, and by default its token, in these tests. */
export const GRANT = 'crew';

/**
 * An `evergrant.yaml` with one grant, `crew`, at an issuer on loopback, one sink and an alerts file, all beside it.
 * @param change sections that are put in place of these
 */
export function declarationFor(issuer: string, change: Readonly<Record<string, unknown>> = {}): string {
  return stringify({
    version: 1,
    deployment: 'desk',
    engine: { stateDirectory: './state' },
    alerts: { ops: { file: './alerts.jsonl' } },
    clients: {
      desk: { issuer: { discovery: issuer, rotation: 'always', reuse: 'revokesFamily' }, clientId: 'desk' },
    },
    grants: { [GRANT]: { client: 'desk', account: ACCOUNT, scopes: ['sheets'] } },
    sinks: { 'crew-file': { token: GRANT, file: './crew.json' } },
    ...change,
  });
}
