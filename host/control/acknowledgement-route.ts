import type { Hono } from 'hono';
import { z } from 'zod';
import type { Broker } from '../../core/broker.ts';
import { bodyAs } from './read-request.ts';
import { acknowledgeCodec, acknowledgementSchema } from './wire-format.ts';

/** The route on which consumers prove which token they use. */
export function acknowledgementRoute(routes: Hono, broker: Pick<Broker, 'acknowledge'>): void {
  routes.post('/deliveries/:sink/acknowledgements', async (c) => {
    const result = await broker.acknowledge(c.req.param('sink'), await bodyAs(acknowledgementSchema, c));
    return c.json(z.encode(acknowledgeCodec, result), result.kind === 'adopted' ? 200 : 409);
  });
}
