import { type Register, withConfig, withExamples } from '../../command.ts';
import type { RestartCommandOptions } from './restart.ts';

export const restartCommand: Register = (program, launch) => {
  const command = program
    .command('restart')
    .argument('<unit...>', 'systemd units; each is a daemon of the declaration, or goes with --grant')
    .summary('restart units without stranding any of them')
    .description(
      'Checks first, then makes the tokens fresh (one refresh a grant, however many units share it), and only then restarts the ' +
        'units, a few at once. When a grant is dead, or a token cannot be made fresh, nothing is stopped. After the first unit ' +
        'that does not come up no other is touched.',
    )
    .option('--at-once <count>', 'how many may be starting at the same time', '4')
    .option('--spread <span>', 'spread the starts over this time, with jitter', '0s')
    .option('--wait <span>', 'how long a unit may take to become active', '90s')
    .option('--grant <name...>', 'what units use that are no daemons of the declaration')
    .option('--user', "units of your own user's systemd")
    .option('--force', 'restart in spite of what the checks say')
    .option('--dry-run', 'print what would be done; nothing is refreshed or restarted')
    .option('--json', 'print JSON Lines')
    .action((units: string[], options: RestartCommandOptions) =>
      launch(async (io) => (await import('./restart.ts')).restart(units, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant restart jada-agent.service',
    'evergrant restart openclaw@{1..15}.service --at-once 4 --spread 30s',
    'evergrant restart openclaw@{1..15}.service --dry-run',
    'evergrant restart port-sheet.service      # exits 1 with a dead grant: nothing is stopped, the cause is said',
    'evergrant restart nginx.service      # exits 64: no daemon of the declaration, and no --grant',
  ]);
};
