import type { Fact, LifeRule, Preset, Rotation } from '../../../core/issuer/preset.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { formatSpan } from '../../../core/time.ts';

/** docs/issuers.md: what every preset says, each fact with its source. */
export function issuersPage(): string {
  return `${[INTRODUCTION, ...[...PRESETS.values()].map(section)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Issuers

<!-- Made from core/issuer/presets. Change those, then run: UPDATE_DOCS=1 npm run unit -- test/docs -->

A preset is what is known of one authorization server: write its name as \`issuer\` of a client. Every endpoint and
rule can be overridden in the declaration, and an issuer without a preset is declared by its discovery document or
its endpoints; [configuration](configuration.md#clientsnameissuer) has the keys.

Each fact stands beside the page it was taken from. *assumed* marks a careful default that no page states. Pages
change: a lifetime that matters to you is worth a look at its source.

*Not verified:* for \`discord\`, \`hubspot\`, \`linkedin\`, \`salesforce\` and \`zoom\` at least, the pages named here were not read when
the preset was written; compare them before you rely on one. The tests speak to loopback only, so no preset is proven against
its issuer.`;

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
  return [
    row('issuer identifier', preset.issuer, code),
    row('consent page', preset.authorizationEndpoint, code),
    row('token endpoint', preset.tokenEndpoint, code),
    row('revocation endpoint', preset.revocationEndpoint, code),
    row('introspection endpoint', preset.introspectionEndpoint, code),
    row('client authentication', preset.clientAuthentication, code),
    row('PKCE', preset.pkce, yesOrNo),
    row('added to the consent request', preset.authorizationParameters, (value) =>
      code(new URLSearchParams(value)),
    ),
    row('scopes added', preset.addedScopes, (scopes) => scopes.map(code).join(', ')),
    row('short scopes begin with', preset.scopePrefix, code),
    row('between scopes', preset.scopeSeparator, (text) => (text === ',' ? 'a comma' : 'a space')),
    row('access token lives', preset.accessTokenLife, formatSpan),
    row('refresh token rotates', preset.rotation, rotationText),
    row('a used refresh token', preset.reuse, (reuse) => REUSE[reuse]),
    row('refresh ends the access token before it', preset.refreshEndsAccessToken, yesOrNo),
    row('account is proven by', preset.identity, identityText),
  ].filter((line) => line !== undefined);
}

function row<T>(label: string, fact: Fact<T> | undefined, text: (value: T) => string): string | undefined {
  return fact && `| ${label} | ${text(fact.value)} | ${sourceText(fact.source)} |`;
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
