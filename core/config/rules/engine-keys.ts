import { PRESETS } from '../../issuer/presets.ts';
import { DAY, HOUR, MINUTE, parseSpan } from '../../time.ts';
import type { ConfigProblem } from '../problem.ts';
import { declared, held, isMapping, type RawMapping, valueAt } from '../raw-tree.ts';
import { NAME_PATTERN } from '../schema/leaf.ts';
import { noneOf } from './choice.ts';

/** What only one engine can do is refused with the other. */
export function engineKeys(raw: unknown): readonly ConfigProblem[] {
  const found = valueAt(raw, ['engine']);
  const engine = isMapping(found) ? found : {};
  return engine.kind === 'aws' ? awsKeys(raw, engine) : machineKeys(raw, engine);
}

function machineKeys(raw: unknown, engine: RawMapping): readonly ConfigProblem[] {
  const because = 'stands only beside "kind: aws" of the engine';
  return [
    ...noneOf(['engine'], { mapping: engine, keys: ['region', 'account'], because }),
    ...declared(raw, 'alerts').flatMap(([name, mapping]) =>
      noneOf(['alerts', name], { mapping, keys: ['email', 'https', 'slackChannel'], because }),
    ),
  ];
}

function awsKeys(raw: unknown, engine: RawMapping): readonly ConfigProblem[] {
  return [
    ...deploymentName(raw),
    ...(engine.region === undefined
      ? [
          {
            path: ['engine', 'region'],
            kind: 'missing' as const,
            expected: 'the Region of the stacks, such as us-east-1',
          },
        ]
      : []),
    ...noneOf(['engine'], {
      mapping: engine,
      keys: ['stateDirectory'],
      because: 'stands only beside "kind: machine": this engine keeps state in its ledger table',
    }),
    ...declared(raw, 'alerts').flatMap(([name, mapping]) =>
      noneOf(['alerts', name], {
        mapping,
        keys: ['webhook', 'slack'],
        because: 'is of the machine engine; a topic of SNS tells "email", "https" or "slackChannel"',
      }),
    ),
    ...declared(raw, 'grants').flatMap(([name, { kind }]) => standing(name, kind)),
    ...noneOf([], {
      mapping: isMapping(raw) ? raw : {},
      keys: ['apiKeys', 'metadata'],
      because: MACHINE_ONLY,
    }),
    ...noneOf([], {
      mapping: isMapping(raw) ? raw : {},
      keys: ['web'],
      because: 'is of the machine engine: in AWS the address of a function serves the public keys',
    }),
    ...declared(raw, 'signingKeys').flatMap(([name, key]) => rotationInHours(name, key)),
    ...declared(raw, 'tokens').flatMap(([name, token]) => shortToken(name, token)),
    ...declared(raw, 'clients').flatMap(([name, client]) => shortLife(name, client)),
  ];
}

/**
 * Names of stacks and functions are made of it. CloudFormation takes letters, digits and "-" in the name of a stack, Lambda
 * 64 characters in that of a function, of which the longest of ours needs 21.
 */
const DEPLOYMENT = /^[A-Za-z0-9][A-Za-z0-9-]{0,42}$/;

function deploymentName(raw: unknown): readonly ConfigProblem[] {
  const name = valueAt(raw, ['deployment']);
  if (typeof name !== 'string' || !NAME_PATTERN.test(name) || DEPLOYMENT.test(name)) return [];
  const expected =
    'letters, digits and "-", 43 at most, with "kind: aws": names of stacks and functions are made of it';
  return [{ path: ['deployment'], kind: 'malformed', received: JSON.stringify(name), expected }];
}

const MACHINE_ONLY = 'is of the machine engine: no deployment in AWS does this so far';

function standing(name: string, kind: unknown): readonly ConfigProblem[] {
  if (kind === undefined || kind === 'consent') return [];
  return [{ path: ['grants', name, 'kind'], kind: 'refusedKey', expected: `this kind ${MACHINE_ONLY}` }];
}

/**
 * Secrets Manager keeps every version of a day, about 100 of them, so a secret is written every 10 minutes at most
 * (PutSecretValue); a token of 15 minutes is refreshed at two thirds of its life, which is that.
 */
const SHORTEST_LIFE = 15 * MINUTE;

function shortLife(name: string, client: RawMapping): readonly ConfigProblem[] {
  const { issuer } = client;
  const overrides = isMapping(issuer) ? issuer : {};
  const presetName = held(overrides, ['preset']).length > 0 ? overrides.preset : issuer;
  const declaredLife =
    typeof overrides.accessTokenLifetime === 'string' ? parseSpan(overrides.accessTokenLifetime) : undefined;
  const known = typeof presetName === 'string' ? PRESETS.get(presetName)?.accessTokenLife?.value : undefined;
  const life = declaredLife ?? known;
  if (life === undefined || life === null || life >= SHORTEST_LIFE) return [];
  return [
    {
      path: ['clients', name, 'issuer'],
      kind: 'malformed',
      expected:
        'an issuer whose access tokens live 15 minutes or more: Secrets Manager takes one write of a secret in 10 minutes; use "kind: machine" for shorter ones',
    },
  ];
}

/** Its successor falls due to Secrets Manager too, whose schedule knows whole hours and neither less than four nor more than 999. */
function rotationInHours(name: string, { rotateEvery }: RawMapping): readonly ConfigProblem[] {
  const span = typeof rotateEvery === 'string' ? parseSpan(rotateEvery) : undefined;
  const isWhole = span !== undefined && (span % DAY === 0 || (span % HOUR === 0 && span < 1_000 * HOUR));
  if (span === undefined || (isWhole && span >= 4 * HOUR && span <= 999 * DAY)) return [];
  return [
    {
      path: ['signingKeys', name, 'rotateEvery'],
      kind: 'malformed',
      received: JSON.stringify(rotateEvery),
      expected: 'whole hours from 4h, or whole days up to 999d: Secrets Manager schedules nothing else',
    },
  ];
}

function shortToken(name: string, { lifetime }: RawMapping): readonly ConfigProblem[] {
  const life = typeof lifetime === 'string' ? parseSpan(lifetime) : undefined;
  if (life === undefined || life >= SHORTEST_LIFE) return [];
  return [
    {
      path: ['tokens', name, 'lifetime'],
      kind: 'malformed',
      received: JSON.stringify(lifetime),
      expected:
        'a span from 15m to 24h: Secrets Manager takes one write of a secret in 10 minutes; use "kind: machine" for shorter ones',
    },
  ];
}
