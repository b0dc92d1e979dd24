import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Broker } from '../../core/broker.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { healthOf } from '../../core/health.ts';
import type { Milliseconds } from '../../core/time.ts';
import { acknowledgementRoute } from './acknowledgement-route.ts';
import { answerFaults } from './fault-answers.ts';
import { keyRoutes } from './key-routes.ts';
import { lineResponse } from './line-response.ts';
import { badRequest, bodyAs, wholeNumber } from './read-request.ts';
import { statusOf } from './status-of-outcome.ts';
import { tokenRoutes } from './token-routes.ts';
import {
  beginConsentSchema,
  consentBegunCodec,
  consentCodec,
  eventCodec,
  finishConsentSchema,
  grantViewCodec,
  refreshCodec,
  refreshRequestSchema,
  refusalSchema,
} from './wire-format.ts';

export interface RouteOptions {
  /** Aborts when the server closes; ends the streams. */
  readonly closing: AbortSignal;
  readonly heartbeat: Milliseconds;
  /** Told of errors that are no Fault; who asked learns nothing of them. */
  readonly unexpected: (error: unknown) => void;
}

/**
 * The control socket's routes. Answers are JSON; one that is not what was asked for has a status of 400 or more and
 * either a `kind` (an outcome that callers decide on) or a `code` (a fault), always with `message` and `remedy`.
 */
export function controlRoutes(broker: Broker, options: RouteOptions): Hono {
  const routes = new Hono().basePath('/v1');

  routes.get('/status', async (c) => c.json(await broker.status()));

  routes.get('/health', async (c) => {
    const health = healthOf(await broker.status());
    return c.json(health, health.exitCode === ExitCode.Failed ? 503 : 200);
  });

  routes.get('/openapi.json', async (c) => c.json((await import('./openapi.ts')).openApiDocument()));

  routes.get('/events', (c) => {
    const recent = wholeNumber(c, 'recent', 0);
    return lineResponse((signal) => broker.events({ recent, signal }), {
      ...options,
      encode: (event) => z.encode(eventCodec, event),
      awaitFirst: false,
    });
  });

  routes.get('/follow', (c) => {
    const grants = c.req.queries('grant') ?? [];
    if (grants.length === 0) throw badRequest('follow: no grant is named', 'name one or more: ?grant=NAME');
    return lineResponse((signal) => broker.follow(grants, signal), {
      ...options,
      encode: (view) => z.encode(grantViewCodec, view),
      awaitFirst: true,
    });
  });

  tokenRoutes(routes, { broker, closing: options.closing });

  acknowledgementRoute(routes, broker);

  keyRoutes(routes, broker);

  routes.post('/grants/:name/refresh', async (c) => {
    const result = await broker.refresh(c.req.param('name'), await bodyAs(refreshRequestSchema, c));
    return c.json(z.encode(refreshCodec, result), statusOf(result));
  });

  routes.post('/grants/:name/refusals', async (c) => {
    const result = await broker.reportRefusal(c.req.param('name'), await bodyAs(refusalSchema, c));
    return c.json(z.encode(refreshCodec, result), statusOf(result));
  });

  routes.post('/grants/:name/consents', async (c) => {
    const begun = await broker.beginConsent(c.req.param('name'), await bodyAs(beginConsentSchema, c));
    return c.json(z.encode(consentBegunCodec, begun), 201);
  });

  routes.post('/consents/:id', async (c) => {
    const result = await broker.finishConsent(c.req.param('id'), await bodyAs(finishConsentSchema, c));
    return c.json(z.encode(consentCodec, result), statusOf(result));
  });

  answerFaults(routes, { unknownRoute, unexpected: options.unexpected });
  return routes;
}

function unknownRoute(c: Context): Fault {
  return new Fault({
    code: 'UnknownRoute',
    message: `${c.req.method} ${c.req.path}: the control socket has no such route`,
    remedy:
      'ask with the evergrant command of the version that evergrant up has; GET /v1/status always answers',
  });
}
