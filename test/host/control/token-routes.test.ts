import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectBroker } from '../../../host/control/client.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type SignedInBroker, signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
let signedIn: SignedInBroker;

afterEach(() => signedIn.close());

async function fingerprint(): Promise<string> {
  const token = await connectBroker(signedIn.socketPath).token('office', { minValidSeconds: 0 });
  if (token.kind !== 'token') throw new Error(token.message);
  return token.fingerprint;
}

function refuse(refused: string) {
  return connectBroker(signedIn.socketPath).replaceToken('office', {
    fingerprint: refused,
    minValidSeconds: 0,
  });
}

describe('a token that a resource refuses', () => {
  it('is replaced by one exchange for all who say so', async () => {
    // A tenth of the life after its issue it may be replaced: 1 s.
    signedIn = await signedInBroker(folder(), { accessTokenSeconds: 10 });
    const old = await fingerprint();
    const after = Date.now() + 1_000;
    while (Date.now() <= after) await new Promise((resolve) => setTimeout(resolve, 10));
    const answers = await Promise.all(Array.from({ length: 20 }, () => refuse(old)));
    const other = answers.map((answer) => answer.kind === 'token' && answer.fingerprint);
    expect(new Set(other).size).toBe(1);
    expect(other).not.toContain(old);
    expect(signedIn.exchanges()).toBe(1);
  });

  it('is not replaced when another one is in force: that one is handed out, and nothing is sent', async () => {
    signedIn = await signedInBroker(folder());
    expect(await refuse('000000000000')).toMatchObject({ kind: 'token', fingerprint: await fingerprint() });
    expect(signedIn.exchanges()).toBe(0);
  });

  it('causes no exchange however often a resource refuses what was just issued', async () => {
    signedIn = await signedInBroker(folder());
    const fresh = await fingerprint();
    for (let time = 0; time < 10; time += 1) {
      expect(await refuse(fresh)).toMatchObject({
        kind: 'unavailable',
        reason: 'RefusedTooSoon',
        retryable: true,
      });
      expect(await fingerprint()).toBe(fresh);
    }
    expect(signedIn.exchanges()).toBe(0);
  });
});

describe('a long poll', () => {
  beforeEach(async () => {
    signedIn = await signedInBroker(folder());
  });

  it('by a hundred waiters is answered by one refresh', async () => {
    const old = await fingerprint();
    const path = `/v1/tokens/office?unlessFingerprint=${old}&waitSeconds=30`;
    const waiting = Array.from({ length: 100 }, () => rawRequest(signedIn.socketPath, { path }));
    expect(await signedIn.broker.refresh('consent', {})).toMatchObject({ kind: 'refreshed' });
    const answers = await Promise.all(waiting);
    const current = await fingerprint();
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.etag}`))).toEqual(
      new Set([`200 "${current}"`]),
    );
    expect(signedIn.exchanges()).toBe(1);
  });

  it('ends with 304 when nothing changed in its time', async () => {
    const path = `/v1/tokens/office?unlessFingerprint=${await fingerprint()}&waitSeconds=1`;
    expect(await rawRequest(signedIn.socketPath, { path })).toMatchObject({ status: 304, text: '' });
  });
});
