import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';
import type { MintedToken } from '../../core/agent-token/state.ts';
import type { PublishedKey } from '../../core/signing-key/state.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { DeployedWorld } from './deployed-world.ts';
import { isJsonObject, type Json } from './json.ts';

/** A request as a function URL hands it on (payload 2.0). */
export function urlEvent(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Json {
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'keys.lambda-url.us-east-1.on.aws', ...headers },
    requestContext: {
      accountId: 'anonymous',
      domainName: 'keys.lambda-url.us-east-1.on.aws',
      http,
      stage: '$default',
    },
    isBase64Encoded: false,
    ...(body !== undefined && { body }),
  };
}

/** An issuer on loopback whose pages are answered by the function `web` of the deployment it is led to, as by a CDN. */
export function issuerInFront() {
  let world: Pick<DeployedWorld, 'app'> | undefined;
  let origin = '';
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const outcome = await world?.app.invoke('web', urlEvent(request.url ?? '/', { headers }));
    const answer = outcome?.kind === 'returned' && isJsonObject(outcome.value) ? outcome.value : {};
    const given = isJsonObject(answer.headers ?? null) ? answer.headers : {};
    for (const [name, value] of Object.entries(given ?? {})) response.setHeader(name, String(value));
    response.statusCode = Number(answer.statusCode ?? 502);
    response.end(String(answer.body ?? ''));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    get issuer() {
      return `${origin}/town`;
    },
    leadTo: (to: Pick<DeployedWorld, 'app'>) => {
      world = to;
    },
  };
}

/** Lets time pass for a signing key, as its ledger item has it. */
export async function ageKey(
  { deployment }: Pick<DeployedWorld, 'deployment'>,
  name: string,
  by: Milliseconds,
): Promise<void> {
  const stored = await deployment.ledger.read('signingKey', name);
  if (!stored) throw new Error(`expected a state of key ${name}`);
  const { published, rotation, rotateAt } = stored.item;
  const older = (at: number | null) => (at === null ? null : at - by);
  const item = {
    ...stored.item,
    published: published.map(
      (key): PublishedKey => ({
        ...key,
        publishedAt: key.publishedAt - by,
        signsFrom: older(key.signsFrom),
        withdrawAt: older(key.withdrawAt),
      }),
    ),
    rotateAt: older(rotateAt),
    rotation: rotation && { ...rotation, until: rotation.until - by, startedAt: rotation.startedAt - by },
  };
  await deployment.ledger.replace('signingKey', name, { seen: stored.revision, item });
}

/** Lets time pass for the tokens of an agent, as their ledger item has it. */
export async function ageAgent(
  { deployment }: Pick<DeployedWorld, 'deployment'>,
  name: string,
  by: Milliseconds,
): Promise<void> {
  const stored = await deployment.ledger.read('agentToken', name);
  if (!stored) throw new Error(`expected a state of token ${name}`);
  const { settled, outstanding, lastUsedAt } = stored.item;
  const older = (token: MintedToken): MintedToken => ({
    ...token,
    issuedAt: token.issuedAt - by,
    expiresAt: token.expiresAt - by,
  });
  await deployment.ledger.replace('agentToken', name, {
    seen: stored.revision,
    item: {
      ...stored.item,
      settled: settled && older(settled),
      outstanding: outstanding.map(older),
      lastUsedAt: lastUsedAt === null ? null : lastUsedAt - by,
    },
  });
}
