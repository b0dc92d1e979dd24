import type { ApiKeyDeclaration } from '../../../core/config/api-key-declaration.ts';
import type { Engine } from '../../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../../core/config/grant-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { formatSpan } from '../../../core/time.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { checkPrograms } from './check-programs.ts';
import { checkSecretFiles } from './check-secret-files.ts';
import { checkSinks } from './check-sinks.ts';
import { checkTokenSocket } from './check-token-socket.ts';
import { type Refusal, refuseAll } from './refusals.ts';

/** Validates the declaration; faults of it, and of what it names on this machine, carry every problem at once. */
export async function check(options: ConfigOption & { json?: boolean }, io: Io): Promise<ExitCode> {
  const { path, declaration } = await declarationFor(options, io);
  const secrets = await checkSecretFiles(declaration);
  // Somebody may check a declaration on a machine that has no secrets.
  const isAbsent = ({ fault }: Refusal) => fault.code === 'SecretFileMissing';
  refuseAll([
    ...(await checkPrograms(declaration, io.environment)),
    ...(await checkTokenSocket(declaration)),
    ...secrets.filter((refusal) => !isAbsent(refusal)),
  ]);
  const { deployment, engine, grants, apiKeys, tokens, sinks, daemons, tokenSocket } = declaration;
  const { signingKeys, agentTokens, hosts } = declaration;
  const warnings = [
    ...declaration.lints,
    ...secrets.filter(isAbsent).map(asWarning),
    ...(await checkSinks(declaration)).map(asWarning),
  ];
  if (options.json) {
    const names = (map: ReadonlyMap<string, unknown>) => [...map.keys()];
    printLine(
      io,
      JSON.stringify({
        schema: 1,
        file: path,
        deployment,
        engine: engineFacts(engine),
        grants: names(grants),
        apiKeys: names(apiKeys),
        signingKeys: names(signingKeys),
        agentTokens: names(agentTokens),
        tokens: names(tokens),
        sinks: names(sinks),
        daemons: names(daemons),
        hosts: names(hosts),
        tokenSocket: tokenSocket
          ? { path: tokenSocket.path, group: tokenSocket.group, tokens: names(tokenSocket.tokens) }
          : null,
        warnings,
      }),
    );
    return ExitCode.Good;
  }
  printLine(io, `${path} is good: deployment ${deployment}`);
  printLine(
    io,
    `  state      ${engine.kind === 'machine' ? engine.stateDirectory : `in AWS, ${engine.region}`}`,
  );
  for (const grant of grants.values()) printLine(io, `  grant      ${grant.name} (${provenBy(grant)})`);
  for (const key of apiKeys.values()) printLine(io, `  API key    ${key.name} (${replacedBy(key)})`);
  for (const { name, algorithm, issuer } of signingKeys.values())
    printLine(io, `  key        ${name} (${algorithm}, ${issuer})`);
  for (const { name, key, lifetime } of agentTokens.values())
    printLine(io, `  agent      ${name} (signed by ${key.name}, for ${formatSpan(lifetime)})`);
  for (const { name, token, file } of sinks.values())
    printLine(io, `  sink       ${name}: token ${token.name} into ${file}`);
  for (const { name, uses, tokens } of daemons.values()) {
    const used = [
      ...uses.map((sink) => sink.name),
      ...tokens.map((use) => `token ${use.token.name} by ${use.via}`),
    ];
    printLine(io, `  daemon     ${name}${used.length > 0 ? ` uses ${used.join(', ')}` : ''}`);
  }
  for (const { name, kind, tokens } of hosts.values())
    printLine(io, `  host       ${name} (${kind}): ${tokens.map((token) => token.name).join(', ')}`);
  if (tokenSocket) {
    const served = [...tokenSocket.tokens.keys()].join(', ');
    printLine(io, `  socket     ${tokenSocket.path} for group ${tokenSocket.group}: ${served}`);
  }
  for (const { path: at, message } of warnings) sayLine(io, `warning: ${at}: ${message}`);
  return ExitCode.Good;
}

function asWarning({ path, fault: { code, message, remedy } }: Refusal) {
  return { code, path, message: remedy === undefined ? message : `${message}; next: ${remedy}` };
}

function engineFacts(engine: Engine) {
  const { kind } = engine;
  return kind === 'machine'
    ? { kind, stateDirectory: engine.stateDirectory }
    : { kind, region: engine.region, account: engine.account };
}

/** What a token of the grant is asked for with. */
function provenBy(grant: GrantDeclaration): string {
  switch (grant.kind) {
    case 'consent':
      return `client ${grant.client.name}${grant.account ? `, account ${grant.account}` : ''}`;
    case 'service-account':
      return `service account by ${grant.keyFile}${grant.subject ? `, for ${grant.subject}` : ''}`;
    case 'aws-federation':
      return `AWS identity by ${grant.federation.kind === 'declared' ? grant.federation.audience : grant.federation.path}`;
    case 'client-credentials':
      return `client ${grant.client.name} for itself`;
  }
}

/** Who makes a new key. */
function replacedBy({ name, rotation, warnAfter }: ApiKeyDeclaration): string {
  if (!rotation) return `replaced by a person after ${formatSpan(warnAfter ?? 0)}`;
  const manager = rotation.managedBy === name ? 'itself' : rotation.managedBy;
  return `rotated by ${rotation.api.name} every ${formatSpan(rotation.rotateEvery)}, overlap ${formatSpan(rotation.overlap)}, managed by ${manager}`;
}
