import type { AdviceRule } from '../advice.ts';

/** Grants for which no policy is known to take the place of a consent, and what goes with them. */
export const OTHER_GRANT_RULES: readonly AdviceRule[] = [
  {
    rule: 'BehindTheBroker',
    outlook: 'better',
    kinds: ['refresh-token'],
    only: ({ kept }) => kept === 'found',
    title: 'let the broker alone hold the refresh token',
    why: 'whoever reads the file can get tokens for as long as the grant lives, and a second refresher burns a grant that rotates; programs need the short token only',
    steps: [
      'evergrant import FOLDER, which shows what it would do; the same with --apply',
      'evergrant import FOLDER --retire-old',
    ],
    read: 'docs/getting-started.md',
  },
  {
    rule: 'UnknownIssuer',
    outlook: 'better',
    kinds: ['refresh-token'],
    only: ({ issuer }) => issuer === null,
    title: 'say whose refresh token it is: unknown issuer',
    why: 'nothing in the file names its issuer, and what could take the place of the consent depends on that',
    steps: [
      'add the client to the file as client_id and token_uri, or put the client file that was downloaded into the same folder',
      'run evergrant advise again; or declare the grant with its client, and evergrant advise without a path looks at it',
    ],
    read: 'docs/advise.md',
  },
  {
    rule: 'AppOnlyAccess',
    outlook: 'better',
    kinds: ['refresh-token'],
    only: ({ issuer }) => issuer === 'microsoft',
    title: 'client credentials: the app itself is given the rights (application permissions)',
    why: 'no conditional access, sign-in frequency or absence of a person ends it',
    when: 'an administrator of the tenant consents to application permissions',
    whenNot:
      'the work has to appear as the person; application permissions reach every mailbox unless the administrator limits them',
    steps: [
      'give the app the application permissions that it needs, limited to what it needs',
      'declare a grant with kind: client-credentials, with the scope https://graph.microsoft.com/.default',
      'point the sink at it, see the programs work, then evergrant forget GRANT --yes',
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'ConsentIsNeeded',
    outlook: 'keep',
    kinds: ['refresh-token'],
    only: ({ issuer, kept }) => issuer !== 'google' && kept === 'declared',
    title: 'the refresh token is what this issuer gives, and the broker alone holds it',
    why: 'no way around the consent of a person is known here for this issuer',
    steps: ['evergrant status shows how long the grant is foreseen to live'],
  },
  {
    rule: 'ClientSecretStays',
    outlook: 'keep',
    kinds: ['client-secret'],
    title: 'a client secret goes when the client goes',
    why: 'it proves the client at the token endpoint, and is of no use without a grant or a policy for this client; each rule that replaces the grant replaces the secret',
    steps: ['keep it in a file of 0600 that the broker alone reads; evergrant check looks at the mode'],
  },
];
