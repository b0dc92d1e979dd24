import { Command, CommanderError } from 'commander';
import { ExitCode } from '../core/exit-code.ts';
import { VERSION } from '../core/version.ts';
import type { Launch, Register } from './command.ts';
import { adviseCommand } from './commands/advise/command.ts';
import { auditCommand } from './commands/audit/command.ts';
import { backupCommand } from './commands/backup/command.ts';
import { checkCommand } from './commands/check/command.ts';
import { claimCommand } from './commands/claim/command.ts';
import { drillCommand } from './commands/drill/command.ts';
import { eventsCommand } from './commands/events/command.ts';
import { explainCommand } from './commands/explain/command.ts';
import { forgetCommand } from './commands/forget/command.ts';
import { importCommand } from './commands/import/command.ts';
import { initCommand } from './commands/init/command.ts';
import { installCommand } from './commands/install/command.ts';
import { issuersCommand } from './commands/issuers/command.ts';
import { joinCommand } from './commands/join/command.ts';
import { keyCommand } from './commands/key/command.ts';
import { loginCommand } from './commands/login/command.ts';
import { migrateCommand } from './commands/migrate/command.ts';
import { preflightCommand } from './commands/preflight/command.ts';
import { refreshCommand } from './commands/refresh/command.ts';
import { restartCommand } from './commands/restart/command.ts';
import { restoreCommand } from './commands/restore/command.ts';
import { rotateCommand } from './commands/rotate/command.ts';
import { runCommand } from './commands/run/command.ts';
import { sshCommand } from './commands/ssh/command.ts';
import { statusCommand } from './commands/status/command.ts';
import { tokenCommand } from './commands/token/command.ts';
import { upCommand } from './commands/up/command.ts';
import type { Io } from './io.ts';
import { reportFailure } from './report-failure.ts';

/** In the order in which a newcomer needs them. */
const COMMANDS: readonly Register[] = [
  drillCommand,
  initCommand,
  importCommand,
  checkCommand,
  upCommand,
  loginCommand,
  statusCommand,
  auditCommand,
  eventsCommand,
  tokenCommand,
  refreshCommand,
  keyCommand,
  rotateCommand,
  runCommand,
  preflightCommand,
  restartCommand,
  explainCommand,
  issuersCommand,
  adviseCommand,
  installCommand,
  backupCommand,
  restoreCommand,
  claimCommand,
  migrateCommand,
  joinCommand,
  sshCommand,
  forgetCommand,
];

/**
 * Parses the words typed and runs the command that they name.
 * @returns what the process is to exit with; never throws.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = ExitCode.Good;
  const launch: Launch = async (run) => {
    exitCode = await run(io);
  };
  try {
    await program(io, launch).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Good : ExitCode.Usage;
    return reportFailure(error, io);
  }
}

function program(io: Io, launch: Launch): Command {
  const root = new Command('evergrant')
    .description('Keeps long-running daemons and AI agents signed in.')
    .version(VERSION)
    .showHelpAfterError('next: evergrant --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'evergrant: ')),
    });
  for (const register of COMMANDS) register(root, launch);
  for (const command of root.commands) command.showHelpAfterError(`next: evergrant ${command.name()} --help`);
  return root;
}
