import { z } from 'zod';
import { host, mapping, secureUrl, span, text, word } from './leaf.ts';

/** An authorization server that is not a preset as it stands. */
export const issuerMapping = mapping({
  preset: text('the name of a preset')
    .exactOptional()
    .describe('Start from this preset; the other keys win over it.'),
  domain: host()
    .exactOptional()
    .describe(
      'With `preset`: the host of your own tenant, such as `acme.okta.com`. Okta and Auth0 are of no use without; GitLab, Salesforce and Zoho take one for another address than the usual.',
    ),
  discovery: secureUrl()
    .exactOptional()
    .describe('Start from the metadata document of this issuer (RFC 8414, OpenID Connect Discovery).'),
  issuer: secureUrl().exactOptional().describe('Issuer identifier; ID tokens must carry it.'),
  authorizationEndpoint: secureUrl().exactOptional().describe('Where people consent (RFC 6749 section 3.1).'),
  tokenEndpoint: secureUrl().exactOptional().describe('Where tokens are given (RFC 6749 section 3.2).'),
  revocationEndpoint: secureUrl().exactOptional().describe('Where tokens are revoked (RFC 7009).'),
  introspectionEndpoint: secureUrl()
    .exactOptional()
    .describe('Where a refresh token can be asked about without spending it (RFC 7662).'),
  userinfoEndpoint: secureUrl().exactOptional().describe('Where the account of an access token is told.'),
  jwksUri: secureUrl().exactOptional().describe('Keys that sign ID tokens (RFC 7517).'),
  pkce: z
    .boolean({ error: 'true or false' })
    .exactOptional()
    .describe('Send a code challenge at consent (RFC 7636). Default: true.'),
  scopeSeparator: word([' ', ','])
    .exactOptional()
    .describe('What stands between scopes in a request. Default: a space.'),
  accountClaim: text().exactOptional().describe('Claim of the ID token that names the account.'),
  rotation: word(['never', 'always', 'unknown'])
    .exactOptional()
    .describe(
      'Does using a refresh token bring a successor? Default: `unknown`, which is treated with the care of `always`.',
    ),
  grace: span()
    .exactOptional()
    .describe(
      'With `rotation: always`: how long a used refresh token still works. A span. Default: not at all.',
    ),
  reuse: word(['accepted', 'refused', 'revokesFamily', 'revokesUser', 'unknown'])
    .exactOptional()
    .describe('What happens when a used refresh token is sent again. Default: `unknown`.'),
  refreshEndsAccessToken: z
    .boolean({ error: 'true or false' })
    .exactOptional()
    .describe('Does a refresh end the access token before it? Default: false.'),
  accessTokenLifetime: span()
    .exactOptional()
    .describe('Life of an access token where answers do not state it. A span. Default: 45m is assumed.'),
  grantLifetime: span()
    .exactOptional()
    .describe('A grant ends this long after consent, however it is used. A span. Default: not known.'),
  idleLifetime: span()
    .exactOptional()
    .describe('A grant ends when it is not used for this long. A span. Default: not known.'),
});

/** The authorization server of a client. */
export const issuerSchema = z
  .union([text('the name of a preset'), issuerMapping], {
    error: 'the name of a preset, or a mapping with `preset`, `discovery` or endpoints',
  })
  .describe('The authorization server: the name of a preset, or a mapping (see below).');
