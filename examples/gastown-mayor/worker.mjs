/** A worker that serves agents. It trusts no token but a fresh one of its issuer that is meant for it. */
import { createServer } from 'node:http';
import { bearerTokenOf, challengeOf, createVerifier } from 'evergrant/verify';

const verifier = createVerifier({
  issuer: process.env.ISSUER ?? 'http://127.0.0.1:8175',
  audience: 'gastown-worker',
  requiredClaims: ['agentId', 'rigId', 'townId', 'userId'],
  maximumAge: 8 * 3600,
});

const server = createServer(async (request, response) => {
  try {
    const { claims } = await verifier.verify(bearerTokenOf(request.headers));
    tell({ role: roleOf(request), accepted: true, life: claims.exp - claims.iat });
    response.end(`${claims.agentId} of ${claims.townId} may go on\n`);
  } catch (error) {
    const { status, headers, body } = challengeOf(error);
    tell({ role: roleOf(request), accepted: false, code: error.code });
    response.writeHead(status, headers).end(body);
  }
});
server.listen(Number(process.env.WORKER_PORT ?? 8176), '127.0.0.1', () => tell({ listening: true }));

/** One JSON object a line; `kid` and token are not in it. */
function tell(what) {
  console.log(JSON.stringify({ at: new Date().toISOString(), ...what }));
}

function roleOf({ headers }) {
  return headers['x-role'] ?? 'unknown';
}
