import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { discoverIssuer } from '../../adapters/token-endpoint/discovery.ts';
import { type Revocation, revoke } from '../../adapters/token-endpoint/revoke.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { Fault } from '../../core/fault.ts';
import { readGrantValue } from '../../core/grant/value.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';
import { profileOf } from '../../core/issuer/profile.ts';
import type { Machine } from '../broker/open-machine.ts';
import type { GrantHoldings } from './grant-holdings.ts';

/**
 * Revokes the refresh token of a grant at its issuer. Only when a person asks: an issuer may end more with it.
 * @throws Fault `NotRevocable` when the grant is not declared, its issuer names no revocation endpoint, or its refresh
 * token cannot be read; `RevocationFailed` when the issuer did not confirm
 */
export async function revokeGrant(
  { grant, state }: GrantHoldings,
  at: {
    machine: Machine;
    declaration: Declaration;
    environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Exclude<Revocation, { kind: 'failed' }>> {
  const declared = at.declaration.grants.get(grant);
  if (state.standing || (declared && needsNoConsent(declared))) throw notRevocableHere(grant);
  const client = declared?.kind === 'consent' ? declared.client : undefined;
  if (!client) throw notRevocable(grant, 'it is not in the declaration, so its client is not known');
  const { base } = client.issuer;
  const profile = profileOf(
    client,
    base.kind === 'discovery' ? await discoverIssuer(base.url, { clock: systemClock }) : undefined,
  );
  const endpoint = profile.revocationEndpoint;
  if (endpoint === undefined) throw notRevocable(grant, 'its issuer names no revocation endpoint');
  const text =
    state.settled && (await at.machine.secrets.read(grantSecret(grant), state.settled.grantVersionId));
  const refreshToken = text && readGrantValue(text)?.refreshToken;
  if (!refreshToken) throw notRevocable(grant, 'its refresh token cannot be read');
  const proof = await readClientAuthentication(client, {
    method: profile.authenticationMethod,
    environment: at.environment,
  });
  const revocation = await revoke({ endpoint, client: proof, refreshToken }, { clock: systemClock });
  if (revocation.kind !== 'failed') return revocation;
  throw new Fault({
    code: 'RevocationFailed',
    message: `grant ${grant} may still live at its issuer: ${revocation.message}; nothing was removed here`,
    remedy: `try again, or revoke it on the issuer's own page and run: evergrant forget ${grant} --yes`,
    retryable: true,
  });
}

function notRevocableHere(grant: string): Fault {
  return new Fault({
    code: 'NotRevocable',
    message: `grant ${grant} stands by a policy of its issuer and has nothing to revoke; nothing was removed`,
    remedy: `delete the key, or take the role away, at the issuer, then: evergrant forget ${grant} --yes`,
  });
}

function notRevocable(grant: string, why: string): Fault {
  return new Fault({
    code: 'NotRevocable',
    message: `grant ${grant} cannot be revoked from here: ${why}; nothing was removed`,
    remedy: `revoke it on the issuer's own page (connected apps), then: evergrant forget ${grant} --yes`,
  });
}
