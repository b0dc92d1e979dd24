import { type Register, withConfig, withExamples } from '../../command.ts';
import type { AuditOptions } from './audit.ts';

export const auditCommand: Register = (program, launch) => {
  const command = program
    .command('audit')
    .argument('[host]', 'of the aws engine: name of the host, if several are declared')
    .summary('say how a machine and its daemons were in the last 24 hours')
    .description(
      'Shows load, memory and disks, state and uptime of each daemon, sessions used of the daily quota, ends of runs by kind, ' +
        'token errors of the last 24 hours with their verdicts, and the next end of every credential. Of this machine; on the ' +
        'aws engine of a host, by its last report. ' +
        'Exits 0 when nothing deserves a look, 1 when a credential waits for a person or a declared daemon does not run, ' +
        '2 when something else deserves a look, 3 when no broker runs or the host never reported.',
    )
    .option('--json', 'print one JSON document')
    .action((host: string | undefined, options: AuditOptions) =>
      launch(async (io) => (await import('./audit.ts')).audit(host, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant audit      # this machine',
    'evergrant audit ops      # a host of a deployment in AWS',
    "evergrant audit --json | jq '.tokenErrors[]'",
    'evergrant audit no-such-host      # exits 64: names the hosts there are',
  ]);
};
