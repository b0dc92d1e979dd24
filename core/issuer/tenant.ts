import type { Fact, Preset } from './preset.ts';

/** What stands in the endpoints of a preset that is of no use without a domain. */
const PLACEHOLDER = '{domain}';

/** Does a client of this preset have to name a domain? */
export function needsDomain({ domain }: Preset): boolean {
  return domain !== undefined && domain.usual === undefined;
}

/**
 * The preset with its endpoints on the domain of one tenant.
 *
 * @param domain a host, such as `acme.okta.com`; undefined: the preset as it stands
 */
export function atTenant(preset: Preset, domain: string | undefined): Preset {
  if (domain === undefined || preset.domain === undefined) return preset;
  const from = preset.domain.usual ?? PLACEHOLDER;
  const moved = (fact: Fact<string>): Fact<string> => ({
    ...fact,
    value: onDomain(fact.value, { from, domain }),
  });
  const {
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    revocationEndpoint,
    introspectionEndpoint,
    identity,
  } = preset;
  return {
    ...preset,
    ...(issuer && { issuer: moved(issuer) }),
    authorizationEndpoint: moved(authorizationEndpoint),
    tokenEndpoint: moved(tokenEndpoint),
    ...(revocationEndpoint && { revocationEndpoint: moved(revocationEndpoint) }),
    ...(introspectionEndpoint && { introspectionEndpoint: moved(introspectionEndpoint) }),
    ...(identity.value.kind === 'userinfo' && {
      identity: {
        ...identity,
        value: { ...identity.value, endpoint: onDomain(identity.value.endpoint, { from, domain }) },
      },
    }),
  };
}

/** Only a whole host is replaced: an API on another host stays where it is. */
function onDomain(address: string, { from, domain }: { from: string; domain: string }): string {
  const start = `https://${from}`;
  const rest = address.slice(start.length);
  const isThere = address.startsWith(start) && (rest === '' || rest.startsWith('/'));
  return isThere ? `https://${domain}${rest}` : address;
}
