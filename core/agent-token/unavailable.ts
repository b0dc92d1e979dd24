import type { Unavailable } from '../broker.ts';
import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import { formatSpan, type Milliseconds, SECOND } from '../time.ts';
import { boundedLife } from './bounded-life.ts';
import type { MintedToken } from './state.ts';

/** Its signing key has not been made yet. */
export function keyMissing({ name, key }: AgentTokenDeclaration): Unavailable {
  return {
    kind: 'unavailable',
    reason: 'SigningKeyMissing',
    message: `tokens.${name} is signed with keys.${key.name}, and no such key was made yet`,
    remedy: `evergrant up makes it at its first look; evergrant status ${key.name} says what stands in the way`,
    retryable: true,
  };
}

/** No token of it will ever live as long as was asked. */
export function lifetimeTooShort(
  { name, lifetime }: AgentTokenDeclaration,
  minValid: Milliseconds,
): Unavailable {
  const life = formatSpan(boundedLife(lifetime));
  return {
    kind: 'unavailable',
    reason: 'LifetimeTooShort',
    message: `tokens of ${name} live for ${life}, and one that lives for ${formatSpan(minValid)} was asked for`,
    remedy: `ask for ${life} or less, or raise tokens.${name}.lifetime`,
    retryable: false,
  };
}

/** A resource refused a token that was minted a moment ago. */
export function tokenJustMinted(
  { name, key }: AgentTokenDeclaration,
  { settled, age }: { settled: MintedToken; age: Milliseconds },
): Unavailable {
  return {
    kind: 'unavailable',
    reason: 'TokenJustMinted',
    message: `the resource refuses the token ${settled.fingerprint} that was minted ${formatSpan(Math.max(age, SECOND))} ago, so another would be refused as well: likely its verifier expects another audience or issuer, has not fetched the keys of ${key.issuer}, or its clock is off`,
    remedy: `compare what the verifier expects with the token: evergrant status ${name}; read its whole answer: evergrant explain`,
    retryable: true,
  };
}

/** Others mint and withdraw at the same time, again and again. */
export function busy({ name }: AgentTokenDeclaration): Unavailable {
  return {
    kind: 'unavailable',
    reason: 'Busy',
    message: `the tokens of ${name} are being renewed by somebody else`,
    remedy: `ask again; evergrant status ${name}`,
    retryable: true,
  };
}
