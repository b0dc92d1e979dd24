import { resolve } from 'node:path';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import {
  type PlacesRead,
  readEnvironment,
  readPlaces,
} from '../../../adapters/secrets-folder/stored/read-places.ts';
import { advise } from '../../../core/advise/advise.ts';
import { declaredSecrets } from '../../../core/advise/declared-secrets.ts';
import type { StoredSecret } from '../../../core/advise/stored-secret.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault, isFault } from '../../../core/fault.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { adviceText } from './advice-text.ts';

export interface AdviseOptions extends ConfigOption {
  readonly environment?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Says which secrets could be keyless, and how. */
export async function adviseOn(
  places: readonly string[],
  { options, io }: { options: AdviseOptions; io: Io },
): Promise<ExitCode> {
  const isAlone = places.length === 0 && !options.environment;
  const declared = await declaredIn(options, { io, isAlone });
  const read = await readPlaces(
    places.map((place) => resolve(io.workingDirectory, place)),
    nodeDigest,
  );
  const around = options.environment ? readEnvironment(io.environment, nodeDigest) : [];
  const advised = advise([...declared, ...read.secrets, ...around]);
  const exitCode = exitCodeOf(read, { strict: options.strict, keyless: advised.some(isKeyless) });
  if (options.json) {
    const { unread, files } = read;
    printLine(io, JSON.stringify({ schema: 1, exitCode, filesLookedAt: files, secrets: advised, unread }));
    return exitCode;
  }
  printLine(io, adviceText(advised, io));
  for (const { path, why } of read.unread) sayLine(io, `warning: ${path} was not looked at (${why})`);
  return exitCode;
}

/** The declaration is needed only where nothing else was named. */
async function declaredIn(
  options: AdviseOptions,
  { io, isAlone }: { io: Io; isAlone: boolean },
): Promise<readonly StoredSecret[]> {
  try {
    return declaredSecrets((await declarationFor(options, io)).declaration);
  } catch (error) {
    if (!isFault(error) || error.code !== 'ConfigMissing' || options.config !== undefined) throw error;
    if (isAlone) throw nothingToLookAt(error);
    return [];
  }
}

/** What could not be read may be the worst of all. */
function exitCodeOf(
  { unread }: PlacesRead,
  found: { strict: boolean | undefined; keyless: boolean },
): ExitCode {
  if (found.strict && found.keyless) return ExitCode.Failed;
  return unread.length > 0 ? ExitCode.NotProvable : ExitCode.Good;
}

function isKeyless({ outlook }: { outlook: string }): boolean {
  return outlook === 'keyless';
}

function nothingToLookAt({ message }: Fault): Fault {
  return new Fault({
    code: 'NothingToLookAt',
    message: `nothing was named to look at; ${message}`,
    remedy: 'evergrant advise ~/.secrets ~/.aws/credentials .env, or --environment',
    exitCode: ExitCode.Usage,
  });
}
