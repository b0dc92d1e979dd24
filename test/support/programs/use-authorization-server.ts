import { systemClock } from '../../../adapters/node/system-clock.ts';
import { beginAuthorization, finishAuthorization } from '../../../adapters/token-endpoint/code-exchange.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { profileOf } from '../drill-profile.ts';
import { refreshAt } from '../refresh-at.ts';

/** Goes once through everything that the server of the drill does, and prints nothing itself. */
/** More waits at once than Node takes for a leak of listeners by itself. */
const MANY = 12;
const server = await AuthorizationServer.start();
const profile = profileOf(server);
const client = { clientId: 'desk', method: 'none' } as const;
const wanted = { redirectUri: 'http://127.0.0.1:49152/callback', scopes: ['openid', 'sheets'] };
const pending = await beginAuthorization(profile, client, wanted);
const redirect = await server.approve(pending.url, { account: 'ops@example.com' });
const outcome = await finishAuthorization(redirect, { profile, client, pending, clock: systemClock });
const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
server.faults.add({ kind: 'drop' });
for (let count = 0; count < 3; count += 1) await refreshAt(server, refreshToken);
server.faults.add({ kind: 'delay', milliseconds: 50 }, MANY);
const others = Array.from({ length: MANY }, async () => {
  const grant = await server.issueGrant('ops@example.com', ['sheets']);
  await refreshAt(server, grant.refreshToken);
});
await Promise.all(others);
server.revokeGrant('ops@example.com');
await server.stop();
const outcomes = server.record.map((entry) => entry.outcome).join(' ');
process.exitCode =
  outcome.kind === 'exchanged' &&
  outcomes === `issued fault issued familyRevoked${' issued'.repeat(MANY)}` &&
  server.unexpected.length === 0
    ? 0
    : 1;
