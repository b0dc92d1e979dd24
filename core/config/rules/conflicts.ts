import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping } from '../raw-tree.ts';
import type { ConfigWhere } from '../where.ts';
import { hostsOfSink } from './sinks-of-host.ts';

/** Nothing is claimed twice: a file, or a place in one, by two sinks, a name by two credentials, or by a token and another credential. */
export function conflicts(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  return [...sharedFiles(raw, where), ...tokensNamedAfterOthers(raw), ...namesakes(raw)];
}

/**
 * Paths are compared resolved: `~/t` and `/home/me/t` are one file. Sinks that patch one file may share it where each
 * has places of its own, and so may sinks that set variables in one.
 */
function sharedFiles(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  const claims = new Map<string, Claim[]>();
  return declared(raw, 'sinks').flatMap(([name, sink]): ConfigProblem[] => {
    const claim = claimOf(name, sink);
    if (claim === undefined) return [];
    const resolved = where.resolve(claim.file);
    const others = claims.get(resolved) ?? [];
    claims.set(resolved, [...others, claim]);
    const owner = others.find((other) => overlap(other, claim) && meet(other.name, { sink: name, raw }));
    if (owner === undefined) return [];
    const expected = claim.parts === undefined ? 'a file of its own' : 'a file or a place of its own';
    return [{ path: claim.path, kind: 'conflict', received: `sinks.${owner.name}`, expected }];
  });
}

/** What a sink writes: a whole file, or parts of one. */
interface Claim {
  readonly name: string;
  readonly file: string;
  readonly path: Path;
  readonly kind: unknown;
  readonly parts: readonly string[] | undefined;
}

function claimOf(name: string, sink: RawMapping): Claim | undefined {
  const path = ['sinks', name];
  const { patch, file, shape: kind, fields } = sink;
  if (isMapping(patch)) {
    if (typeof patch.file !== 'string') return undefined;
    const parts = [String(patch.pointer), ...Object.keys(isMapping(patch.also) ? patch.also : {})];
    return { name, file: patch.file, path: [...path, 'patch', 'file'], kind: 'patch', parts };
  }
  if (typeof file !== 'string') return undefined;
  const parts = kind === 'dotenv' ? Object.keys(isMapping(fields) ? fields : {}) : undefined;
  return { name, file, path: [...path, 'file'], kind, parts };
}

function overlap(left: Claim, right: Claim): boolean {
  if (left.parts === undefined || right.parts === undefined || left.kind !== right.kind) return true;
  const taken = new Set(left.parts);
  return right.parts.some((part) => taken.has(part));
}

/** Do two sinks lie on one machine? */
function meet(other: string, { sink, raw }: { sink: string; raw: unknown }): boolean {
  const here = hostsOfSink(sink, raw);
  return here === undefined || (hostsOfSink(other, raw) ?? []).some((host) => here.includes(host));
}

/** Where a sink says `token: NAME` it must not be open whether the token or the credential is meant. */
function tokensNamedAfterOthers(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'tokens').flatMap(([name, { grant, apiKey }]): ConfigProblem[] => {
    if ((grant ?? apiKey) === name) return [];
    const owner = CREDENTIALS.find((section) => has(raw, section, name));
    if (owner === undefined) return [];
    const expected = `a name that no ${WORDS[owner]} has`;
    return [{ path: ['tokens', name], kind: 'conflict', received: `${owner}.${name}`, expected }];
  });
}

/** Incidents, secrets and commands know a credential by its name alone. */
function namesakes(raw: unknown): readonly ConfigProblem[] {
  return CREDENTIALS.flatMap((section, at) =>
    declared(raw, section).flatMap(([name]): ConfigProblem[] => {
      const owner = CREDENTIALS.slice(0, at).find((before) => has(raw, before, name));
      if (owner === undefined) return [];
      const expected = `a name that no ${WORDS[owner]} has`;
      return [{ path: [section, name], kind: 'conflict', received: `${owner}.${name}`, expected }];
    }),
  );
}

const CREDENTIALS = ['grants', 'apiKeys', 'signingKeys'] as const;

const WORDS = { grants: 'grant', apiKeys: 'API key', signingKeys: 'signing key' } as const;

function has(raw: unknown, section: string, name: string): boolean {
  return declared(raw, section).some(([declaredName]) => declaredName === name);
}
