import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { writeTokenValue } from '../../../core/grant/value.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { HOUR } from '../../../core/time.ts';
import { TokenBook } from '../../../host/daemon/token-book.ts';
import { TokenSync } from '../../../host/daemon/token-sync.ts';
import { declare } from '../../support/declare.ts';
import { IdleClock } from '../../support/fakes/idle-clock.ts';

const { tokens } = declare(`
version: 1
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
grants: { crew: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew } }
`);

/** A secret whose reads show what was written so many reads ago, and a host that looks at it. */
class SlowSecret {
  readonly clock = new IdleClock();
  readonly delivered: number[] = [];
  readonly failures: string[] = [];
  readonly foreign: string[] = [];
  generation = 0;
  reads = 0;
  isAway = false;
  /** How many generations each of the next reads is behind. */
  lags: number[] = [];
  readonly #book = new TokenBook(nodeDigest);
  readonly sync = new TokenSync({
    tokens,
    book: this.#book,
    clock: this.clock,
    read: async () => {
      this.reads += 1;
      const shown = this.#shown();
      return shown === 0 ? undefined : { versionId: String(shown), value: tokenValue(shown) };
    },
    describe: async () => {
      const shown = this.#shown();
      return shown === 0 ? undefined : String(shown);
    },
    renewed: () => {},
    deliver: async () => {
      const held = this.#book.of('sheets');
      if (held) this.delivered.push(held.value.generation);
    },
    looked: (_, failure) => {
      if (failure !== undefined) this.failures.push(String(Object(failure).code ?? failure));
    },
    foreign: (token) => this.foreign.push(token),
  });

  async notice(generation: number): Promise<void> {
    await this.sync.notice({ credential: 'sheets', generation });
  }

  #shown(): number {
    if (this.isAway) throw new Error('no route');
    return Math.max(0, this.generation - (this.lags.shift() ?? 0));
  }
}

function tokenValue(generation: number): SecretText {
  return writeTokenValue({
    schema: 1,
    generation,
    access: {
      token: new SecretText(`token-of-generation-${generation}`),
      tokenType: 'Bearer',
      issuedAt: 0,
      expiresAt: HOUR,
    },
    scopes: [],
  });
}

const STEP = fc.oneof(
  fc.record({ kind: fc.constant('save' as const), lags: fc.array(fc.nat(3), { maxLength: 12 }) }),
  fc.record({ kind: fc.constant('notice' as const), age: fc.nat(4), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('pause' as const) }),
  fc.record({ kind: fc.constant('network' as const), isAway: fc.boolean() }),
);

describe('the tokens of a host', () => {
  it('never go back, in whatever order and however often notices come, and end at the newest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 30 }), async (steps) => {
        const secret = new SlowSecret();
        const working: Promise<unknown>[] = [];
        for (const step of steps) {
          if (step.kind === 'save') {
            secret.generation += 1;
            secret.lags = step.lags;
          } else if (step.kind === 'network') secret.isAway = step.isAway;
          else if (step.kind === 'pause') await new Promise((resume) => setImmediate(resume));
          else if (step.kind === 'look') working.push(secret.sync.lookAtAll());
          else {
            const generation = Math.max(1, secret.generation - step.age);
            for (let time = 0; time < step.times; time += 1)
              working.push(secret.notice(generation).catch(() => {}));
          }
        }
        await Promise.all(working);
        Object.assign(secret, { isAway: false, lags: [] });
        await secret.sync.lookAtAll();
        expect(secret.delivered).toEqual(secret.delivered.toSorted((left, right) => left - right));
        expect(secret.delivered.at(-1) ?? 0).toBe(secret.generation);
      }),
      { numRuns: 300 },
    );
  });

  it('are read once for several notices of one generation', async () => {
    const secret = new SlowSecret();
    secret.generation = 4;
    await Promise.all([4, 4, 3, 4, 2].map((generation) => secret.notice(generation)));
    expect(secret.reads).toBe(1);
  });

  it('are read again while the secret is behind its notice', async () => {
    const secret = new SlowSecret();
    secret.generation = 2;
    secret.lags = [1, 2, 1];
    const begun = secret.clock.now();
    await secret.notice(2);
    expect(secret.delivered).toEqual([2]);
    expect([secret.reads, secret.clock.now() - begun]).toEqual([4, 800]);
  });

  it('are left to the next look when the secret stays behind, and the notice comes again', async () => {
    const secret = new SlowSecret();
    secret.generation = 1;
    await secret.notice(1);
    const begun = secret.clock.now();
    await expect(secret.notice(2)).rejects.toMatchObject({ code: 'TokenLagging', retryable: true });
    expect(secret.clock.now() - begun).toBe(9_800);
    expect(secret.failures).toEqual(['TokenLagging']);
    secret.generation = 2;
    await secret.sync.lookAtAll();
    expect(secret.delivered).toEqual([1, 2]);
  });

  it('are not read by a look as long as no other version is in force', async () => {
    const secret = new SlowSecret();
    for (const generation of [1, 2]) {
      secret.generation = generation;
      for (let look = 0; look < 5; look += 1) await secret.sync.lookAtAll();
      expect(secret.reads).toBe(generation);
    }
  });

  it('of others are told, and not read', async () => {
    const secret = new SlowSecret();
    await secret.sync.notice({ credential: 'mail', generation: 1 });
    expect([secret.foreign, secret.reads]).toEqual([['mail'], 0]);
  });
});
