import type { ApiKeyDeclaration } from '../../../core/config/api-key-declaration.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../../core/config/grant-declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { daemonsOfUnit } from '../../../core/restart/daemon-of-unit.ts';
import type { Units } from '../../../core/restart/units.ts';
import { named } from '../../declaration.ts';
import { apiKeysOf, grantsOf } from '../../preflight-scope.ts';

/**
 * The grants behind the units, each once. @param options.named grants that the user gave for units of no daemon
 * @throws Fault `UnitNotDeclared`
 */
export function grantsOfUnits(
  units: readonly string[],
  { declaration, given }: { declaration: Declaration; given: readonly string[] },
): readonly GrantDeclaration[] {
  const extra = given.map((name) => named('grant', name, declaration.grants));
  const daemons = units.flatMap((unit) => {
    const found = daemonsOfUnit(unit).flatMap((name) => declaration.daemons.get(name) ?? []);
    if (found.length === 0 && extra.length === 0) throw notDeclared(unit, declaration);
    return found.slice(0, 1);
  });
  return [...new Set([...grantsOf(declaration, daemons), ...extra])];
}

/** The API keys behind the units, each once. */
export function apiKeysOfUnits(
  units: readonly string[],
  declaration: Declaration,
): readonly ApiKeyDeclaration[] {
  const daemons = units.flatMap((unit) =>
    daemonsOfUnit(unit)
      .flatMap((name) => declaration.daemons.get(name) ?? [])
      .slice(0, 1),
  );
  return apiKeysOf(declaration, daemons);
}

/** @throws Fault `UnitUnknown` for a unit that the init system does not know: found before anything is stopped */
export async function refuseUnknown(names: readonly string[], units: Units): Promise<void> {
  for (const unit of names) {
    if ((await units.look(unit)).kind !== 'unknown') continue;
    throw new Fault({
      code: 'UnitUnknown',
      message: `systemd knows no unit ${unit}; nothing was stopped`,
      remedy: `systemctl list-unit-files '${unit.slice(0, 4)}*'; for units of your own user: --user`,
      exitCode: ExitCode.Usage,
    });
  }
}

function notDeclared(unit: string, { daemons }: Declaration): Fault {
  const names = [...daemons.keys()].join(', ');
  const declared = names === '' ? 'none is declared' : `there are: ${names}`;
  return new Fault({
    code: 'UnitNotDeclared',
    message: `no daemon of the declaration is named after ${unit} (${declared}), so nobody knows which grants it uses`,
    remedy: 'declare it under daemons: with external: true, or name its grants: --grant NAME',
    exitCode: ExitCode.Usage,
  });
}
