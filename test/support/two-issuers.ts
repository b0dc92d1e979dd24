import { jadaDeclaration } from './deployed-jada.ts';

/** For `deployedWorlds`: grants at two issuers, each with a token of its own name. The second issuer's client is public. */
export function twoIssuers({ well, sick }: { well: readonly string[]; sick: readonly string[] }) {
  return (issuer: string, sickIssuer: string): Record<string, unknown> => {
    const usual = jadaDeclaration(issuer);
    const grantsOf = (names: readonly string[], client: string) =>
      names.map((name) => [name, { client, account: 'ops@example.com', scopes: ['sheets'] }] as const);
    return {
      ...usual,
      clients: {
        ...Object(usual.clients),
        ailing: {
          issuer: { discovery: sickIssuer, rotation: 'always', reuse: 'revokesFamily' },
          clientId: 'desk',
        },
      },
      grants: Object.fromEntries([...grantsOf(well, 'desk'), ...grantsOf(sick, 'ailing')]),
      tokens: Object.fromEntries([...well, ...sick].map((grant) => [grant, { grant }])),
      daemons: {},
    };
  };
}
