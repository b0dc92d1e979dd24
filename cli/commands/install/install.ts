import { dirname, join, resolve } from 'node:path';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { thisUser } from '../../../adapters/systemd/this-user.ts';
import { type PlannedUnit, plannedUnits, writeUnit } from '../../../adapters/systemd/unit-files.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { evergrantUnits, type UnitPlace } from '../../../core/units/evergrant-units.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

export interface InstallOptions extends ConfigOption {
  readonly write?: boolean;
  readonly user?: boolean;
  readonly runAs?: string;
  readonly directory?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Shows or writes the units of a declaration. */
export async function install(options: InstallOptions, io: Io): Promise<ExitCode> {
  const { declaration, path } = await declarationFor(options, io);
  const place = placeOf(options, { io, declaration, config: resolve(io.workingDirectory, path) });
  const units = await plannedUnits(evergrantUnits(declaration, place), directoryOf(options, io));
  const written = options.write ? await writeAll(units, options.force === true) : [];
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, kind: options.write ? 'written' : 'plan', units, written }));
    return ExitCode.Good;
  }
  if (options.write) for (const line of written) printLine(io, line);
  else for (const unit of units) printLine(io, `# ${unit.path} (${WORDS[unit.there]})\n${unit.text}`);
  await sayNext({ options, io, place, units, declaration });
  return ExitCode.Good;
}

const WORDS = {
  absent: 'not there yet',
  same: 'there, and the same',
  changed: 'there, and different: --force overwrites it',
} as const;

function placeOf(
  options: InstallOptions,
  { io, declaration, config }: { io: Io; declaration: Declaration; config: string },
): UnitPlace {
  const { name, node } = thisUser();
  const stateHome = io.environment.XDG_STATE_HOME;
  const fromEnvironment = [...declaration.clients.values()].some(
    ({ credentials }) => credentials.kind === 'environment',
  );
  return {
    manager: options.user ? 'user' : 'system',
    user: options.runAs ?? name,
    program: [node, io.script],
    config,
    environment: stateHome ? { XDG_STATE_HOME: stateHome } : {},
    environmentFile: fromEnvironment ? join(dirname(config), `${declaration.deployment}.env`) : undefined,
  };
}

function directoryOf({ directory, user }: InstallOptions, io: Io): string {
  if (directory !== undefined) return resolve(io.workingDirectory, directory);
  return user ? join(io.home, '.config', 'systemd', 'user') : '/etc/systemd/system';
}

/** All or none: a unit that somebody changed stops the writing before it begins. */
async function writeAll(units: readonly PlannedUnit[], force: boolean): Promise<readonly string[]> {
  const changed = units.filter(({ there }) => there === 'changed');
  if (changed.length > 0 && !force) {
    throw new Fault({
      code: 'UnitChanged',
      message: `${changed.map(({ path }) => path).join(', ')} differs from what would be written; nothing was changed`,
      remedy:
        'keep changes of your own in a drop-in (systemctl edit NAME), then: evergrant install --write --force',
    });
  }
  const done: string[] = [];
  for (const unit of units) {
    if (unit.there === 'same') {
      done.push(`${unit.path} is as it should be`);
      continue;
    }
    const kept = await writeUnit(unit);
    done.push(kept === undefined ? `wrote ${unit.path}` : `wrote ${unit.path}; the old one is ${kept}`);
  }
  return done;
}

async function sayNext(at: {
  options: InstallOptions;
  io: Io;
  place: UnitPlace;
  units: readonly PlannedUnit[];
  declaration: Declaration;
}): Promise<void> {
  const { options, io, place, units } = at;
  const { stateDirectory } = machineEngine(at.declaration);
  if (place.manager === 'system' && place.user === 'root')
    sayLine(io, 'warning: the units run as root; name a user of their own with --run-as');
  if (place.environmentFile)
    sayLine(io, `next: put the client secrets of the declaration into ${place.environmentFile}, 0600`);
  if (!options.write) {
    sayLine(io, 'next: the same with --write');
    return;
  }
  // ProtectSystem=strict lets a unit write into a directory, and not make it.
  if (place.manager === 'system' && !(await nodeFileSystem.facts(stateDirectory)))
    sayLine(io, `next: install -d -m 700 -o ${place.user} ${stateDirectory}`);
  const { tokenSocket } = at.declaration;
  if (tokenSocket && (place.manager === 'user' || !tokenSocket.isDefault)) {
    const folder = dirname(tokenSocket.path);
    if (!(await nodeFileSystem.facts(folder)))
      sayLine(io, `next: sudo install -d -m 755 -o ${place.user} ${folder}      # for the token socket`);
  }
  const systemctl = place.manager === 'user' ? 'systemctl --user' : 'systemctl';
  sayLine(io, `next: ${systemctl} daemon-reload`);
  sayLine(io, `next: ${systemctl} enable --now ${units.map(({ name }) => name).join(' ')}`);
  if (place.manager === 'user') sayLine(io, 'next: loginctl enable-linger, or they end when you log out');
}
