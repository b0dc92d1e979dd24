import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Broker, TokenResult } from '../../../core/broker.ts';
import { isFault } from '../../../core/fault.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { FULL_EVENT, SCRIPT, SERVED_TOKEN } from '../fakes/broker-script.ts';
import { ScriptedBroker } from '../fakes/scripted-broker.ts';

/** A way to reach a broker that is somewhere. */
export interface BrokerRoute {
  reach(broker: Broker): Promise<{ readonly broker: Broker; close(): Promise<void> }>;
}

/** What whoever holds a {@link Broker} may rely on, wherever the broker runs. */
export function brokerContract(name: string, route: BrokerRoute): void {
  describe(`a broker reached ${name}`, () => {
    let scripted: ScriptedBroker;
    let broker: Broker;
    let close: () => Promise<void>;

    beforeEach(async () => {
      scripted = new ScriptedBroker(SCRIPT);
      ({ broker, close } = await route.reach(scripted));
    });

    afterEach(() => close());

    it('tells its status in full', async () => {
      expect(await broker.status()).toEqual(SCRIPT.status);
    });

    it.each(['crew-sheets', 'a/b c', 'office', 'slow'])(
      'answers for the token %s as it is',
      async (token) => {
        const result = await broker.token(token, { minValidSeconds: 90 });
        expect(revealed(result)).toEqual(revealed(SCRIPT.tokens[token]));
        expect(scripted.calls).toEqual([{ token, minValidSeconds: 90 }]);
      },
    );

    it('hands a token out as a secret that does not print', async () => {
      const result = await broker.token('crew-sheets', { minValidSeconds: 0 });
      expect(JSON.stringify(result)).not.toContain(SERVED_TOKEN);
      expect(revealed(result)).toContain(SERVED_TOKEN);
    });

    it.each([
      ['crew-sheets', 'at once with the one that is new', 30],
      ['office', 'after the time with why there is none', 0],
    ])('answers a wait for %s %s', async (token, _sentence, waitSeconds) => {
      const wait = { minValidSeconds: 90, waitSeconds, consumer: 'sheet', unlessFingerprint: '0123456789ab' };
      const result = await broker.awaitToken(token, wait);
      if (result.kind === 'unchanged') throw new Error('it is another one');
      expect(revealed(result)).toEqual(revealed(SCRIPT.tokens[token]));
      expect(scripted.calls).toEqual([{ awaitToken: token, ...wait }]);
    });

    it('says that a token stayed the same, after the time and when who waits goes', async () => {
      const wait = { minValidSeconds: 0, unlessFingerprint: 'a1b2c3d4e5f6' };
      expect(await broker.awaitToken('crew-sheets', { ...wait, waitSeconds: 1 })).toEqual({
        kind: 'unchanged',
      });
      const gone = new AbortController();
      const waiting = broker.awaitToken('crew-sheets', { ...wait, waitSeconds: 300, signal: gone.signal });
      gone.abort();
      expect(await waiting).toEqual({ kind: 'unchanged' });
    });

    it.each(['crew-sheets', 'a/b c', 'office', 'slow'])(
      'answers for a refused token %s as it is',
      async (token) => {
        const refused = { fingerprint: '0123456789ab', minValidSeconds: 30, consumer: 'sheet' };
        expect(revealed(await broker.replaceToken(token, refused))).toEqual(revealed(SCRIPT.tokens[token]));
        expect(scripted.calls).toEqual([{ replaceToken: token, ...refused }]);
      },
    );

    it.each(['port-sheet-token', 'token/crew-sheets', 'office-token'])(
      'says what a proof for %s is worth',
      async (sink) => {
        const proof = { fingerprint: 'a1b2c3d4e5f6', consumer: 'sheet/ümlaut' };
        expect(await broker.acknowledge(sink, proof)).toEqual(SCRIPT.acknowledgements[sink]);
        expect(scripted.calls).toEqual([{ acknowledge: sink, ...proof }]);
      },
    );

    it.each(['crew-sheets', 'a/b c', 'office'])('refreshes %s and says what came of it', async (grant) => {
      expect(await broker.refresh(grant, { unlessFingerprint: 'f' })).toEqual(SCRIPT.refreshes[grant]);
      expect(await broker.refresh(grant, {})).toEqual(SCRIPT.refreshes[grant]);
      expect(scripted.calls).toEqual([{ refresh: grant, unlessFingerprint: 'f' }, { refresh: grant }]);
    });

    it('takes the report of a refusal', async () => {
      const refusal = { fingerprint: null, daemon: 'port-sheet', evidence: ['HTTP 401', 'ümlaut\nline'] };
      expect(await broker.reportRefusal('office', refusal)).toEqual(SCRIPT.refreshes.office);
      expect(scripted.calls).toEqual([{ reportRefusal: 'office', ...refusal }]);
    });

    it('begins and finishes a consent', async () => {
      expect(await broker.beginConsent('office', { redirectUri: 'http://127.0.0.1:4242/back' })).toEqual(
        SCRIPT.begun,
      );
      const redirectUrl = 'http://127.0.0.1:4242/back?code=c&state=s';
      expect(await broker.finishConsent('consent/1', { redirectUrl })).toEqual(SCRIPT.consent);
      expect(scripted.calls).toEqual([
        { beginConsent: 'office', redirectUri: 'http://127.0.0.1:4242/back' },
        { finishConsent: 'consent/1', redirectUrl },
      ]);
    });

    it('sets and rotates API keys', async () => {
      for (const name of Object.keys(SCRIPT.keySets)) {
        expect(await broker.setKey(name, new SecretText('SG.a.b'))).toEqual(SCRIPT.keySets[name]);
      }
      for (const name of Object.keys(SCRIPT.rotations)) {
        expect(await broker.rotateKey(name, { when: 'now' })).toEqual(SCRIPT.rotations[name]);
      }
      expect(scripted.calls).toEqual([
        ...Object.keys(SCRIPT.keySets).map((setKey) => ({ setKey, key: 'SG.a.b' })),
        ...Object.keys(SCRIPT.rotations).map((rotateKey) => ({ rotateKey, when: 'now' })),
      ]);
    });

    it('throws its own fault for a name that it does not know', async () => {
      const fault = await failureOf(broker.refresh('nobody', {}));
      expect(
        isFault(fault) && { code: fault.code, message: fault.message, exitCode: fault.exitCode },
      ).toEqual({
        code: 'UnknownGrant',
        message: 'nobody: there is no such grant',
        exitCode: 64,
      });
      expect(isFault(fault) && fault.remedy).toContain('crew-sheets');
    });

    it('throws its own fault to whoever follows a grant that it does not know', async () => {
      const views = broker
        .follow(['crew-sheets', 'nobody'], new AbortController().signal)
        [Symbol.asyncIterator]();
      expect(await failureOf(views.next())).toMatchObject({ code: 'UnknownGrant', exitCode: 64 });
    });

    it('tells the last events, then new ones, until the reader stops', async () => {
      const reader = new AbortController();
      const events = broker.events({ recent: 2, signal: reader.signal })[Symbol.asyncIterator]();
      expect([(await events.next()).value, (await events.next()).value]).toEqual(SCRIPT.recent);
      scripted.happen({ ...FULL_EVENT, generation: 8 });
      expect((await events.next()).value).toEqual({ ...FULL_EVENT, generation: 8 });
      reader.abort();
      expect(await events.next()).toEqual({ done: true, value: undefined });
    });

    it('tells how followed grants are at once and at every change, until it stops', async () => {
      const signal = new AbortController().signal;
      const views = broker.follow(['crew-sheets', 'office'], signal)[Symbol.asyncIterator]();
      expect((await views.next()).value).toEqual(SCRIPT.views['crew-sheets']);
      expect((await views.next()).value).toEqual(SCRIPT.views.office);
      const changed = {
        grant: 'office',
        state: 'healthy',
        generation: 4,
        fingerprint: 'f',
        expiresAt: 5,
        latch: null,
      } as const;
      scripted.change(changed);
      expect((await views.next()).value).toEqual(changed);
      scripted.stop();
      expect((await views.next()).done).toBe(true);
    });

    it('tells nothing to a reader who had stopped before', async () => {
      const events = broker.events({ signal: AbortSignal.abort() })[Symbol.asyncIterator]();
      expect((await events.next()).done).toBe(true);
    });
  });
}

function revealed(result: TokenResult | undefined): string {
  return JSON.stringify(
    result?.kind === 'token' ? { ...result, accessToken: result.accessToken.reveal() } : result,
  );
}

/** What a promise rejects with. @throws Error when it does not */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error('expected a rejection');
}
