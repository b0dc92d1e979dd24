import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import {
  discoveryAddresses,
  type IssuerMetadata,
  readDiscoveryDocument,
} from '../../core/issuer/discovery.ts';
import { urlKind } from '../../core/issuer/secure-url.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import { type SendOptions, sendOnce } from './send-once.ts';

/** Redirects that are followed, within one host. */
const MOST_REDIRECTS = 3;

/**
 * Fetches what an issuer publishes about itself, in either well-known place.
 * @throws Fault `IssuerUnreachable` when no answer came (the same call may succeed later); `DiscoveryInvalid` when
 * what came is no discovery document of this issuer, or the issuer's address may not be used.
 */
export async function discoverIssuer(issuer: string, options: SendOptions): Promise<IssuerMetadata> {
  if (urlKind(issuer) !== 'secure')
    throw invalid(issuer, 'expected an https address (plain http is spoken on loopback only)');
  let problem = '';
  for (const address of discoveryAddresses(issuer)) {
    const answer = await fetchWithinHost(address, options);
    if (answer.kind !== 'answered')
      throw unreachable(issuer, answer.error.code ?? answer.error.name ?? answer.kind);
    const seen = judge(answer, issuer);
    if (seen.kind === 'discovered') return seen.endpoints;
    // What the first place says weighs more than a 404 from the second.
    problem ||= answer.status === 404 ? '' : seen.problem;
  }
  throw invalid(issuer, problem || 'it publishes no discovery document');
}

function judge(answer: TokenAnswer & { kind: 'answered' }, issuer: string) {
  if (answer.status >= 500) throw unreachable(issuer, `status ${answer.status}`);
  if (answer.status !== 200)
    return { kind: 'invalid', problem: `it answers with status ${answer.status}` } as const;
  if (answer.truncated)
    return { kind: 'invalid', problem: 'its discovery document is longer than 1 MiB' } as const;
  return readDiscoveryDocument(answer.body, issuer);
}

async function fetchWithinHost(address: string, options: SendOptions): Promise<TokenAnswer> {
  let url = address;
  for (let follows = 0; ; follows += 1) {
    const answer = await sendOnce({ url, method: 'GET', headers: { accept: 'application/json' } }, options);
    const next = answer.kind === 'answered' ? redirectOf(answer, url) : undefined;
    if (!next || next.origin !== new URL(address).origin || follows === MOST_REDIRECTS) return answer;
    url = next.href;
  }
}

function redirectOf({ status, headers }: TokenAnswer & { kind: 'answered' }, base: string): URL | undefined {
  const location = headers.location;
  return status >= 300 && status < 400 && location && URL.canParse(location, base)
    ? new URL(location, base)
    : undefined;
}

function unreachable(issuer: string, why: string | number): Fault {
  return new Fault({
    code: 'IssuerUnreachable',
    message: `issuer ${issuer} cannot be reached: ${why}`,
    remedy: `check the address and the network, for example: curl -I ${discoveryAddresses(issuer)[0]}`,
    retryable: true,
  });
}

function invalid(issuer: string, problem: string): Fault {
  return new Fault({
    code: 'DiscoveryInvalid',
    message: `issuer ${issuer}: ${problem}`,
    remedy:
      'write the issuer as it names itself, or declare authorizationEndpoint and tokenEndpoint yourself',
    exitCode: ExitCode.Configuration,
  });
}
