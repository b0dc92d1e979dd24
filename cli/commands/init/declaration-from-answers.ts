import { basename, extname } from 'node:path';
import type { RawDeclaration, RawSection } from '../../../adapters/config-file/new-declaration.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import type { Answers } from './answers.ts';

/** The declaration that a person's answers make. */
export function declarationFromAnswers(answers: Answers): RawDeclaration {
  const { deployment, issuer, domain, grant, account, scopes, sinks } = answers;
  const isPreset = PRESETS.has(issuer) || !issuer.includes('://');
  const client = isPreset ? issuer : `${grant}-client`;
  const preset = domain === undefined ? issuer : { preset: issuer, domain };
  return {
    deployment,
    clients: { [client]: { issuer: isPreset ? preset : { discovery: issuer }, ...credentials(answers) } },
    grants: { [grant]: { client, ...(account !== undefined && { account }), scopes: [...scopes] } },
    sinks: sinksOf(sinks, grant),
  };
}

function credentials({ client }: Answers): Record<string, unknown> {
  if (client.kind === 'credentialsFile') return { credentialsFile: client.path };
  return {
    clientId: client.clientId,
    ...(client.secretFile !== undefined && { clientSecretFile: client.secretFile }),
  };
}

/** Named after their files; a second file of the same name gets a number. */
function sinksOf(files: readonly string[], grant: string): RawSection {
  const sinks: Record<string, Record<string, unknown>> = {};
  for (const file of files) {
    const name = `${grant}-${basename(file, extname(file)).replaceAll(/[^A-Za-z0-9._-]/g, '-')}`.slice(0, 60);
    let free = name;
    for (let count = 2; free in sinks; count += 1) free = `${name}-${count}`;
    sinks[free] = { token: grant, file, shape: extname(file) === '.json' ? 'access-token-json' : 'raw' };
  }
  return sinks;
}
