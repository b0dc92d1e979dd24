import { type Context, Hono } from 'hono';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { acknowledgementRoute } from './acknowledgement-route.ts';
import { answerFaults } from './fault-answers.ts';
import type { TokenOperations } from './token-operations.ts';
import { tokenRoutes } from './token-routes.ts';

/** The token socket's routes: those of the control socket that hand out tokens or take a proof of one, and no other. */
export function tokenSocketRoutes(
  broker: TokenOperations,
  options: { closing: AbortSignal; unexpected: (error: unknown) => void },
): Hono {
  const routes = new Hono().basePath('/v1');
  tokenRoutes(routes, { broker, closing: options.closing });
  acknowledgementRoute(routes, broker);
  answerFaults(routes, { unknownRoute: notServedHere, unexpected: options.unexpected });
  return routes;
}

function notServedHere(c: Context): Fault {
  return new Fault({
    code: 'NotServedHere',
    message: `${c.req.method} ${c.req.path}: this socket serves tokens and nothing else`,
    remedy: 'ask on the control socket, as the user that runs evergrant up: evergrant status',
    exitCode: ExitCode.Usage,
  });
}
