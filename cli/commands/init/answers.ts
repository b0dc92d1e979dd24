import { createInterface, type Interface } from 'node:readline/promises';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Preset } from '../../../core/issuer/preset.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { needsDomain } from '../../../core/issuer/tenant.ts';
import type { Io } from '../../io.ts';
import type { InitOptions } from './init-options.ts';

/** All that a first declaration needs. */
export interface Answers {
  readonly deployment: string;
  readonly issuer: string;
  /** Host of the tenant; undefined: the preset's own, or none is needed. */
  readonly domain: string | undefined;
  readonly grant: string;
  readonly client:
    | { readonly kind: 'credentialsFile'; readonly path: string }
    | { readonly kind: 'id'; readonly clientId: string; readonly secretFile: string | undefined };
  readonly account: string | undefined;
  readonly scopes: readonly string[];
  readonly sinks: readonly string[];
}

/**
 * Takes answers from the options, and asks for what is missing where a person sits at a terminal.
 * @throws Fault `OptionsMissing` that names every missing option at once
 */
export async function answersOf(options: InitOptions, io: Io): Promise<Answers> {
  const missing = missingOptions(options);
  if (missing.length === 0) return complete(options);
  if (!isTerminal(io)) throw optionsMissing(missing, options.issuer ?? 'google');
  const terminal = createInterface({ input: io.stdin, output: io.stderr, signal: io.interrupted });
  try {
    return complete(await askFor(options, terminal));
  } finally {
    terminal.close();
  }
}

function missingOptions(options: InitOptions): readonly string[] {
  const { issuer, domain, grant, clientId, credentialsFile } = options;
  return [
    ...(issuer === undefined ? ['--issuer'] : []),
    ...(domain === undefined && tenantOf(issuer) ? ['--domain'] : []),
    ...(grant === undefined ? ['--grant'] : []),
    ...(clientId === undefined && credentialsFile === undefined ? ['--client-id or --credentials-file'] : []),
  ];
}

/** The preset that is of no use without a domain, or undefined. */
function tenantOf(issuer: string | undefined): Preset | undefined {
  const preset = PRESETS.get(issuer ?? '');
  return preset && needsDomain(preset) ? preset : undefined;
}

function isTerminal({ stdin }: Io): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true;
}

/** Asks for what no option said; an empty answer leaves the default. */
async function askFor(options: InitOptions, terminal: Interface): Promise<InitOptions> {
  const ask = async (question: string): Promise<string | undefined> =>
    (await terminal.question(`${question}: `)).trim() || undefined;
  const must = async (question: string): Promise<string> => {
    for (;;) {
      const answer = await ask(question);
      if (answer !== undefined) return answer;
    }
  };
  const issuer = options.issuer ?? (await ask('issuer, a preset or an address [google]')) ?? 'google';
  const tenant = tenantOf(issuer);
  const domain =
    options.domain ?? (tenant && (await must(`domain of your tenant, such as ${tenant.domain?.example}`)));
  const grant = options.grant ?? (await must('name of the grant, such as crew-sheets'));
  const client = await askForClient(options, { ask, must });
  const scopes = options.scopes ?? (await ask('scopes, separated by commas [none]'));
  const account = options.account ?? (await ask('account that has to consent [any]'));
  const sink = options.sink ?? (await ask('file for the token [none]'))?.split(/[ ,]+/);
  return {
    ...options,
    ...client,
    issuer,
    grant,
    ...(domain !== undefined && { domain }),
    ...(scopes !== undefined && { scopes }),
    ...(account !== undefined && { account }),
    ...(sink !== undefined && { sink }),
  };
}

async function askForClient(
  options: InitOptions,
  {
    ask,
    must,
  }: { ask(question: string): Promise<string | undefined>; must(question: string): Promise<string> },
): Promise<Partial<InitOptions>> {
  if (options.clientId !== undefined || options.credentialsFile !== undefined) return {};
  const credentialsFile = await ask(
    "Google's download of the client, a file; docs/google-client.md says how to make one [none: ask for its identifier]",
  );
  if (credentialsFile !== undefined) return { credentialsFile };
  const clientId = await must('client identifier');
  const clientSecretFile = await ask('file that holds the client secret [none: a public client]');
  return { clientId, ...(clientSecretFile !== undefined && { clientSecretFile }) };
}

function complete(options: InitOptions): Answers {
  const { deployment, issuer = '', grant = '', clientId = '', credentialsFile, clientSecretFile } = options;
  return {
    deployment,
    issuer,
    domain: options.domain,
    grant,
    client:
      credentialsFile === undefined
        ? { kind: 'id', clientId, secretFile: clientSecretFile }
        : { kind: 'credentialsFile', path: credentialsFile },
    account: options.account,
    scopes: (options.scopes ?? '').split(/[ ,]+/).filter((scope) => scope !== ''),
    sinks: options.sink ?? [],
  };
}

/** Most people who begin have no client yet, and most of them need one of Google. */
function optionsMissing(missing: readonly string[], issuer: string): Fault {
  const google = issuer === 'google' ? ', and docs/google-client.md says how to make a Google client' : '';
  return new Fault({
    code: 'OptionsMissing',
    message: `nobody can be asked here, and these options are missing: ${missing.join(', ')}`,
    remedy: `add them, or run evergrant init on a terminal; evergrant init --help has examples${google}`,
    exitCode: ExitCode.Usage,
  });
}
