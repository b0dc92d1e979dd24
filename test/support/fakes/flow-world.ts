import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { settleConsent } from '../../../core/consent/settle-consent.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import type { GrantContext } from '../../../core/grant/context.ts';
import type { GrantSpec } from '../../../core/grant/grant-spec.ts';
import type { GrantState } from '../../../core/grant/state.ts';
import type { IssuerProfile } from '../../../core/issuer/endpoints.ts';
import { readGrant } from '../../../core/ledger/update.ts';
import type { Ports } from '../../../core/ports.ts';
import { SECOND } from '../../../core/time.ts';
import { LeapingClock } from './leaping-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemorySecrets } from './memory-secrets.ts';
import { MemorySpill } from './memory-spill.ts';
import { ModelIssuer, type ModelOptions } from './model-issuer.ts';

/** Everything a flow touches, in memory and inspectable. */
export interface FlowWorld {
  readonly context: GrantContext;
  readonly clock: LeapingClock;
  readonly issuer: ModelIssuer;
  readonly ledger: MemoryLedger;
  readonly secrets: MemorySecrets;
  readonly spill: MemorySpill;
  readonly events: EvergrantEvent[];
  readonly delivered: number[];
  state(): Promise<GrantState>;
  /** The same world as another broker sees it. */
  as(holder: string): GrantContext;
  /** Gives consent through the model issuer. @param through other ports of the same world. @default its own */
  consent(through?: GrantContext): Promise<void>;
}

export interface WorldOptions extends ModelOptions {
  readonly profile?: Partial<IssuerProfile>;
  readonly spec?: Partial<GrantSpec>;
}

/** A world with one grant, `crew`, to which nobody consented yet. */
export function flowWorld(options: WorldOptions = { rotation: 'always' }): FlowWorld {
  const clock = new LeapingClock();
  const issuer = new ModelIssuer(clock, options);
  const ledger = new MemoryLedger();
  const secrets = new MemorySecrets();
  const spill = new MemorySpill();
  const events: EvergrantEvent[] = [];
  const delivered: number[] = [];
  let ids = 0;
  const spec = grantSpec(options);
  const as = (holder: string): GrantContext => {
    const ports: Ports = {
      clock,
      issuer,
      ledger,
      secrets,
      spill,
      digest: nodeDigest,
      random: {
        id: () => {
          ids += 1;
          return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
        },
        fraction: () => 0,
      },
      announce: { event: (event) => void events.push(event) },
      delivery: { deliver: async (_grant, generation) => void delivered.push(generation) },
      alert: { notify: async () => {} },
      holder: { id: holder, suspect: (lock, now) => now > lock.until },
    };
    return { ports, spec };
  };
  const context = as('broker-a');
  return {
    context,
    clock,
    issuer,
    ledger,
    secrets,
    spill,
    events,
    delivered,
    as,
    state: () => readGrant(ledger, spec.name),
    consent: async (through = context) => {
      const { refreshToken, accessToken } = issuer.consent();
      const life = (options.life ?? 3600 * SECOND) / SECOND;
      const before = await readGrant(ledger, spec.name);
      await settleConsent(through, {
        consentId: context.ports.random.id(),
        replaces: before.settled?.consentId ?? null,
        sentAt: clock.now(),
        clockOffset: 0,
        candidate: {
          account: 'ops@example.com',
          refreshToken,
          tokens: {
            accessToken,
            refreshToken,
            expiresInSeconds: life,
            refreshTokenExpiresInSeconds: null,
            scope: ['sheets'],
            tokenType: 'Bearer',
            idToken: null,
            problems: [],
          },
        },
      });
    },
  };
}

function grantSpec(options: WorldOptions): GrantSpec {
  return {
    name: 'crew',
    scopes: ['sheets'],
    authority: {
      kind: 'consent',
      account: 'ops@example.com',
      consentScopes: ['sheets'],
      client: { clientId: 'crew-client', method: 'none' },
      parameters: {},
    },
    refreshAfter: 2 / 3,
    verifyEvery: null,
    tokens: ['sheets'],
    profile: {
      name: 'generic',
      authorizationEndpoint: 'https://issuer.example/authorize',
      tokenEndpoint: 'https://issuer.example/token',
      pkce: true,
      authorizationParameters: {},
      scopeSeparator: ' ',
      rotation:
        options.rotation === 'never' ? { kind: 'never' } : { kind: 'always', grace: options.grace ?? 0 },
      reuse: 'revokesFamily',
      refreshEndsAccessToken: false,
      lifeRules: [],
      identity: { kind: 'none' },
      ...options.profile,
    },
    ...options.spec,
  };
}
