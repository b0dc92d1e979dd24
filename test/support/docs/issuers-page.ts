import type { Fact, FactName, LifeRule, Preset, Rotation } from '../../../core/issuer/preset.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { formatSpan } from '../../../core/time.ts';

/** docs/issuers.md: what every preset says, each fact with its source. */
export function issuersPage(): string {
  const presets = [...PRESETS.values()];
  return `${[INTRODUCTION, verification(presets), ...presets.map(section), WITHOUT_PRESET].join('\n\n')}\n`;
}

const INTRODUCTION = `# Issuers

<!-- Made from core/issuer/presets. Change those, then run: UPDATE_DOCS=1 npm run unit -- test/docs -->

A preset is what is known of one authorization server: write its name as \`issuer\` of a client. Every endpoint and
rule can be overridden in the declaration, and an issuer without a preset is declared by its discovery document or
its endpoints; [configuration](configuration.md#clientsnameissuer) has the keys.

Each fact stands beside the page it was taken from. *assumed* marks a careful default that no page states. Pages
change: a lifetime that matters to you is worth a look at its source.

Okta and Auth0 give every customer a domain: \`issuer: { preset: okta, domain: acme.okta.com }\`. GitLab, Salesforce and Zoho take
one for a server of your own, a sandbox or another data centre.`;

/** Which presets rest on sources that state every fact, and which in part do not. */
function verification(presets: readonly Preset[]): string {
  const named = (some: readonly Preset[]) => some.map(({ name }) => code(name)).join(', ');
  const partly = presets.filter(({ unverified = [] }) => unverified.length > 0);
  const wholly = presets.filter(({ unverified = [] }) => unverified.length === 0);
  return `## What is verified

Sources were read as stored copies, in part as excerpts, and not on the live web. Their authors found every fact stated for
${named(wholly)}.

For ${named(partly)} some facts are known otherwise and were not seen in the page that ought to state them: *not verified* stands
beside each. Compare those before you rely on them.

The tests speak to loopback only, so no preset is proven against its issuer.`;
}

const WITHOUT_PRESET = `## Issuers without a preset

| issuer | why | what to write |
|---|---|---|
| Okta's custom authorization servers, Amazon Cognito, Keycloak, WorkOS AuthKit, Notion's MCP server | they publish metadata, and their lives are settings of the tenant | \`issuer: { discovery: … }\`, with \`grantLifetime\`, \`idleLifetime\`, \`rotation\` as they are set |
| Airtable, Miro, Make | no source was read that states their endpoints | their endpoints: \`issuer: { authorizationEndpoint: …, tokenEndpoint: … }\` |
| Figma | refreshes at another address than it exchanges codes | not supported |
| Shopify | refreshable tokens need a parameter of its own in the code exchange, and lie on the domain of each shop | not supported |
| subscriptions of Claude and ChatGPT | undocumented, for the makers' own programs; their endpoints want JSON | not supported |`;

function section(preset: Preset): string {
  const rows = [...facts(preset), ...preset.lifeRules.map(lifeRow)];
  const quirks = preset.quirks.map((quirk) => `- ${quirk}`);
  return [
    `## \`${preset.name}\`: ${preset.title}`,
    '',
    '| fact | value | source |',
    '|---|---|---|',
    ...rows,
    ...(quirks.length > 0 ? ['', ...quirks] : []),
  ].join('\n');
}

function facts(preset: Preset): readonly string[] {
  const stated = <Name extends FactName & keyof Preset>(name: Name) => ({
    fact: preset[name],
    isVerified: !preset.unverified?.includes(name),
  });
  return [
    row('issuer identifier', stated('issuer'), code),
    row('consent page', stated('authorizationEndpoint'), code),
    row('token endpoint', stated('tokenEndpoint'), code),
    row('revocation endpoint', stated('revocationEndpoint'), code),
    row('introspection endpoint', stated('introspectionEndpoint'), code),
    row('client authentication', stated('clientAuthentication'), code),
    row('PKCE', stated('pkce'), yesOrNo),
    row('added to the consent request', stated('authorizationParameters'), (value) =>
      code(new URLSearchParams(value)),
    ),
    row('scopes added', stated('addedScopes'), (scopes) => scopes.map(code).join(', ')),
    row('short scopes begin with', stated('scopePrefix'), code),
    row('between scopes', stated('scopeSeparator'), (text) => (text === ',' ? 'a comma' : 'a space')),
    row('access token lives', stated('accessTokenLife'), formatSpan),
    row('refresh token rotates', stated('rotation'), rotationText),
    row('a used refresh token', stated('reuse'), (reuse) => REUSE[reuse]),
    row('refresh ends the access token before it', stated('refreshEndsAccessToken'), yesOrNo),
    row('account is proven by', stated('identity'), identityText),
  ].filter((line) => line !== undefined);
}

interface StatedFact<T> {
  readonly fact: Fact<T> | undefined;
  readonly isVerified: boolean;
}

function row<T>(
  label: string,
  { fact, isVerified }: StatedFact<T>,
  text: (value: T) => string,
): string | undefined {
  const doubt = isVerified ? '' : ', *not verified*';
  return fact && `| ${label} | ${text(fact.value)} | ${sourceText(fact.source)}${doubt} |`;
}

function lifeRow({ from, life, publishingStatus, because, source }: LifeRule): string {
  const counted = from === 'consent' ? 'after consent' : 'after the last use';
  const only = publishingStatus === undefined ? '' : `, publishing status \`${publishingStatus}\``;
  return `| the grant ends | ${formatSpan(life)} ${counted}${only}: ${because} | ${sourceText(source)} |`;
}

const REUSE: Readonly<Record<Preset['reuse']['value'], string>> = {
  accepted: 'is accepted',
  refused: 'is refused',
  revokesFamily: 'is refused and ends the grant',
  revokesUser: 'is refused and ends every grant of the user',
  unknown: 'not known',
};

function rotationText(rotation: Rotation): string {
  if (rotation.kind === 'never') return 'never: the same one stays good';
  if (rotation.kind === 'unknown') return 'not known';
  return rotation.grace === 0
    ? 'at every use; the old one is dead at once'
    : `at every use; the old one works for ${formatSpan(rotation.grace)} more`;
}

function identityText(identity: Preset['identity']['value']): string {
  switch (identity.kind) {
    case 'idToken':
      return `the ID token, claim ${code(identity.claim)}`;
    case 'userinfo':
      return `${code(identity.endpoint)}, field ${code(identity.path)}`;
    case 'none':
      return 'nothing';
  }
}

function sourceText(source: string): string {
  return source === 'assumed' ? '*assumed*' : `[${new URL(source).hostname}](${source})`;
}

function code(text: { toString(): string }): string {
  return `\`${text.toString()}\``;
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
