import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type EvergrantClient, isEvergrantError } from '../../client/client.ts';
import { httpListeners } from '../support/http-listener.ts';
import { type SignedInBroker, signedInBroker } from '../support/signed-in-broker.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const listen = httpListeners();
let signedIn: SignedInBroker;
let client: EvergrantClient;

beforeEach(async () => {
  // A token of 10 s may be replaced 1 s after its issue, and is refreshed ahead of its end only after 6 s.
  signedIn = await signedInBroker(folder(), { accessTokenSeconds: 10 });
  client = createClient({ socketPath: signedIn.socketPath });
});

afterEach(() => signedIn.close());

/** Until a resource's refusal of the token in force may bring a new one. */
async function replaceable(): Promise<void> {
  const after = Date.now() + 1_000;
  while (Date.now() <= after) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('token()', () => {
  it('gives the token in force, with its own fingerprint', async () => {
    const { value, fingerprint, expiresAt } = await client.token('office', { minValid: 0 });
    expect(createHash('sha256').update(value).digest('hex').slice(0, 12)).toBe(fingerprint);
    expect(signedIn.secrets()).toContain(value);
    expect(expiresAt).toBeInstanceOf(Date);
  });

  it.each([
    ['a name that nobody declared', 'offices', 0, 'UnknownToken'],
    ['a longer life than the issuer gives', 'office', 3_600, 'MinValidTooLong'],
  ])('says what is wrong with %s', async (_what, name, minValid, reason) => {
    const error = await client.token(name, { minValid }).catch((thrown: unknown) => thrown);
    expect(isEvergrantError(error) && { ...error, message: error.message }).toMatchObject({
      reason,
      retryable: false,
      message: expect.stringContaining('; next: '),
    });
  });

  it('says that no broker runs, and how to start one', async () => {
    const away = createClient({ socketPath: join(folder(), 'control.sock') });
    await expect(away.token('office')).rejects.toMatchObject({
      reason: 'BrokerUnreachable',
      remedy: 'start it: evergrant up',
      retryable: true,
    });
  });
});

describe('watch()', () => {
  it('yields the token in force and then each new one, until it is told to end', async () => {
    const over = new AbortController();
    const tokens = client.watch('office', { signal: over.signal })[Symbol.asyncIterator]();
    const first = await tokens.next();
    const next = tokens.next();
    await signedIn.broker.refresh('consent', {});
    expect((await next).value.generation).toBeGreaterThan(first.value.generation);
    const last = tokens.next();
    over.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it('does not wait for a name that nobody declared', async () => {
    const tokens = client.watch('offices')[Symbol.asyncIterator]();
    await expect(tokens.next()).rejects.toMatchObject({ reason: 'UnknownToken' });
  });
});

describe('createFetch()', () => {
  it('retries exactly once after 401, with another token and the same body', async () => {
    const { origin, heard } = await listen(
      (_request, response) => response.writeHead(401).end(),
      (_request, response) => response.end('rows'),
    );
    await replaceable();
    const answer = await client.createFetch('office', { minValid: 0 })(origin, {
      method: 'POST',
      body: 'row 1',
    });
    expect(await answer.text()).toBe('rows');
    expect(heard.map(({ body }) => body)).toEqual(['row 1', 'row 1']);
    expect(new Set(heard.map(({ headers }) => headers.authorization)).size).toBe(2);
    expect(signedIn.exchanges()).toBe(1);
  });

  it('gives the 401 of a resource that refuses every token to the caller, without a third try', async () => {
    const { origin, heard } = await listen((_request, response) => response.writeHead(401).end());
    await replaceable();
    const call = client.createFetch('office', { minValid: 0 });
    expect((await call(origin)).status).toBe(401);
    expect(heard).toHaveLength(2);
  });

  it('causes no exchange for a token that was just issued', async () => {
    const young = await signedInBroker(folder());
    const { origin, heard } = await listen((_request, response) => response.writeHead(401).end());
    const call = createClient({ socketPath: young.socketPath }).createFetch('office');
    for (let time = 0; time < 5; time += 1) expect((await call(origin)).status).toBe(401);
    expect([heard.length, young.exchanges()]).toEqual([5, 0]);
    await young.close();
  });

  it('does not send a stream twice', async () => {
    const { origin, heard } = await listen((_request, response) => response.writeHead(401).end());
    const body = new Blob(['row 1']).stream();
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    expect((await client.createFetch('office', { minValid: 0 })(origin, init)).status).toBe(401);
    expect(heard).toHaveLength(1);
  });
});
