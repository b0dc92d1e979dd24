import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenResult } from '../../../core/broker.ts';
import type { TokenOperations } from '../../../host/control/token-operations.ts';
import { type SignedInBroker, signedInBroker } from '../signed-in-broker.ts';
import { temporaryFolders } from '../temporary-folder.ts';

/** A way to reach a broker that runs with a grant, `consent`, and its token, `office`. */
export interface TokenRoute {
  reach(signedIn: SignedInBroker): Promise<{ readonly broker: TokenOperations; close(): Promise<void> }>;
}

/** What consumers may rely on, wherever they ask: proven with a real broker and a real authorization server. */
export function tokenContract(name: string, route: TokenRoute): void {
  const folder = temporaryFolders();

  describe(`tokens asked for ${name}`, () => {
    let signedIn: SignedInBroker;
    let broker: TokenOperations;
    let close: () => Promise<void>;

    beforeEach(async () => {
      // A token of 20 s may be replaced 2 s after its issue, and is refreshed ahead of its end only after 13 s.
      signedIn = await signedInBroker(folder(), { accessTokenSeconds: 20 });
      ({ broker, close } = await route.reach(signedIn));
    });

    afterEach(async () => {
      await close();
      await signedIn.close();
    });

    const now = async () => tokenIn(await broker.token('office', { minValidSeconds: 0, consumer: 'sheet' }));
    const wait = { minValidSeconds: 0, waitSeconds: 30 };

    it('come at once to who has none or another one', async () => {
      const { fingerprint } = await now();
      for (const held of [{}, { unlessFingerprint: '0123456789ab' }]) {
        const result = await broker.awaitToken('office', { ...wait, ...held });
        expect(result).toMatchObject({ kind: 'token', fingerprint, generation: 1 });
      }
      expect(signedIn.exchanges()).toBe(0);
    });

    it('come to who waits as soon as there is another one', async () => {
      const { fingerprint } = await now();
      const waiting = broker.awaitToken('office', { ...wait, unlessFingerprint: fingerprint });
      await signedIn.broker.refresh('consent', {});
      expect(await waiting).toMatchObject({ kind: 'token', generation: 2 });
    });

    it('are said to be unchanged after the time, and when who waits goes', async () => {
      const { fingerprint: unlessFingerprint } = await now();
      expect(await broker.awaitToken('office', { ...wait, unlessFingerprint, waitSeconds: 1 })).toEqual({
        kind: 'unchanged',
      });
      const gone = new AbortController();
      const waiting = broker.awaitToken('office', { ...wait, unlessFingerprint, signal: gone.signal });
      gone.abort();
      expect(await waiting).toEqual({ kind: 'unchanged' });
    });

    it('are replaced once for all who were refused, and not before they may be', async () => {
      const { fingerprint } = await now();
      const refused = { fingerprint, minValidSeconds: 0, consumer: 'sheet' };
      expect(await broker.replaceToken('office', refused)).toMatchObject({
        kind: 'unavailable',
        reason: 'RefusedTooSoon',
        retryable: true,
      });
      const after = Date.now() + 2_000;
      while (Date.now() <= after) await new Promise((done) => setTimeout(done, 10));
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => broker.replaceToken('office', refused)),
      );
      expect(new Set(answers.map((answer) => tokenIn(answer).generation))).toEqual(new Set([2]));
      expect(signedIn.exchanges()).toBe(1);
    });

    it('are not replaced for a refusal of another one than that in force', async () => {
      const { fingerprint } = await now();
      const refused = { fingerprint: '0123456789ab', minValidSeconds: 0 };
      expect(await broker.replaceToken('office', refused)).toMatchObject({ kind: 'token', fingerprint });
      expect(signedIn.exchanges()).toBe(0);
    });

    it('are adopted by who proves the one in force, and stale or unknown by any other proof', async () => {
      const first = await now();
      const prove = (fingerprint: string) =>
        broker.acknowledge('token/office', { fingerprint, consumer: 'sheet' });
      expect(await prove(first.fingerprint)).toMatchObject({ kind: 'adopted', generation: 1 });
      await signedIn.broker.refresh('consent', {});
      await broker.awaitToken('office', { ...wait, unlessFingerprint: first.fingerprint });
      const second = await now();
      expect(await prove(first.fingerprint)).toEqual({
        kind: 'stale',
        generation: 2,
        fingerprint: second.fingerprint,
      });
      expect(await prove('0123456789ab')).toMatchObject({ kind: 'refused', reason: 'UnknownFingerprint' });
    });

    it('of a name that nobody declared are a fault, and so is a proof for such a sink', async () => {
      const refused = { fingerprint: '0123456789ab', minValidSeconds: 0 };
      for (const asked of [broker.awaitToken('offices', wait), broker.replaceToken('offices', refused)])
        await expect(asked).rejects.toMatchObject({ code: 'UnknownToken', exitCode: 64 });
      const proof = { fingerprint: '0123456789ab', consumer: 'sheet' };
      await expect(broker.acknowledge('offices', proof)).rejects.toMatchObject({ code: 'UnknownSink' });
    });
  });
}

function tokenIn(result: TokenResult): Extract<TokenResult, { kind: 'token' }> {
  if (result.kind === 'token') return result;
  throw new Error(result.message);
}
