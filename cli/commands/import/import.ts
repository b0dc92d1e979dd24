import { resolve } from 'node:path';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { otherRefreshers, tracesOfThisMachine } from '../../../adapters/secrets-folder/other-refreshers.ts';
import {
  readSecretsFolder,
  type SecretsFolder,
} from '../../../adapters/secrets-folder/read-secrets-folder.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { ImportProblem } from '../../../core/import/found.ts';
import { type ImportPlan, planImport } from '../../../core/import/plan-import.ts';
import { type Io, printLine } from '../../io.ts';
import { applyImport } from './apply-import.ts';
import type { ImportCall, ImportOptions } from './import-call.ts';
import { planDocument, printPlan } from './plan-text.ts';
import { retireOld } from './retire-old.ts';

/** Plans an import, and does it when it was asked to. */
export async function importFolder(
  directory: string,
  { options, io }: { options: ImportOptions; io: Io },
): Promise<ExitCode> {
  const folder = await readSecretsFolder(resolve(io.workingDirectory, directory));
  const plan = planOf(folder, options);
  if (options.retireOld && !options.apply) return await retireOld({ options, io, plan });
  const signs = await otherRefreshers(
    {
      directory: folder.directory,
      alsoWritten: homeSpellings(folder.directory, io.home),
      tokenFiles: new Map(
        folder.files.flatMap(({ name, accessTokenKey }) =>
          accessTokenKey ? [[`${folder.directory}/${name}`, folder.changedAt.get(name) ?? 0]] : [],
        ),
      ),
      now: Date.now(),
    },
    tracesOfThisMachine(io.home),
  );
  const call: ImportCall = { options, io, folder, plan, signs };
  if (!options.apply) {
    if (options.json) printLine(io, JSON.stringify(planDocument(call, nodeDigest)));
    else await printPlan(call, nodeDigest);
    return signs.length > 0 && !options.takeOver ? ExitCode.Failed : ExitCode.Good;
  }
  if (signs.length > 0 && !options.takeOver) throw stillUsed(folder.directory, signs);
  const exitCode = await applyImport(call);
  if (exitCode !== ExitCode.Good || !options.retireOld) return exitCode;
  return await retireOld({ options, io, plan });
}

function planOf(folder: SecretsFolder, options: ImportOptions): ImportPlan {
  const planned = planImport(folder.files, {
    directory: folder.directory,
    grant: options.grant,
    issuer: options.issuer,
    account: options.account,
    scopes: options.scopes?.split(/[ ,]+/).filter((scope) => scope !== ''),
    credentialsFile: options.credentialsFile,
  });
  // What cannot be read may be what seems to be missing.
  if (folder.problems.length > 0) throw unusable(folder.problems);
  if (planned.kind === 'problems') throw unusable(planned.problems);
  return planned.plan;
}

function unusable(problems: readonly ImportProblem[]): Fault {
  const [first] = problems;
  return new Fault({
    code: problems.length === 1 && first ? first.reason : 'ImportRefused',
    message: problems.map(({ message }) => message).join('\n'),
    remedy: [...new Set(problems.map(({ remedy }) => remedy))].join('\nnext: '),
  });
}

/** `~/.secrets`, `$HOME/.secrets`: how people write the folder in crontabs and units. */
function homeSpellings(directory: string, home: string): readonly string[] {
  if (!directory.startsWith(`${home}/`)) return [];
  const below = directory.slice(home.length);
  return [`~${below}`, `$HOME${below}`, `%h${below}`];
}

function stillUsed(directory: string, signs: readonly string[]): Fault {
  return new Fault({
    code: 'OtherRefresher',
    message: `somebody else seems to refresh the grant in ${directory}:\n  ${signs.join('\n  ')}\ntwo refreshers of one rotating grant end it; nothing was changed`,
    remedy: 'stop the other one, then run this again; if you are sure that it is stopped: --take-over',
  });
}
