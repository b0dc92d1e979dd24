import type { Hono } from 'hono';
import { z } from 'zod';
import type { Broker } from '../../core/broker.ts';
import { bodyAs } from './read-request.ts';
import { statusOf } from './status-of-outcome.ts';
import { keySchema, keySetCodec, rotateCodec, rotationSchema } from './wire-format.ts';

/** The routes of API keys. A key comes in here and goes out by the token routes only. */
export function keyRoutes(routes: Hono, broker: Pick<Broker, 'setKey' | 'rotateKey'>): void {
  routes.post('/keys/:name', async (c) => {
    const { key } = await bodyAs(keySchema, c);
    const result = await broker.setKey(c.req.param('name'), key);
    return c.json(z.encode(keySetCodec, result), result.kind === 'refused' ? 409 : 200);
  });

  routes.post('/keys/:name/rotations', async (c) => {
    const result = await broker.rotateKey(c.req.param('name'), await bodyAs(rotationSchema, c));
    return c.json(z.encode(rotateCodec, result), statusOf(result));
  });
}
