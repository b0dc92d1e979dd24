import { type Register, withConfig, withExamples } from '../../command.ts';
import type { JoinOptions } from './join-request.ts';

export const joinCommand: Register = (program, launch) => {
  const command = program
    .command('join')
    .argument('<host>', 'name of an external host in the declaration')
    .summary('make a machine of yours a host of a deployment in AWS')
    .description(
      'Makes an activation that works once and ends soon, and prints the script that makes a machine the host: it installs ' +
        'the SSM agent and the host daemon, registers, and tests itself. The script holds the code of the activation: pipe ' +
        'it to a shell of root there, or run it here with --run. EC2 and Lightsail hosts join by themselves when they are ' +
        'deployed.',
    )
    .option('--run', 'run the script on this machine, by sudo where you are not root')
    .option('--show', 'print it although a terminal shows it, and keeps it')
    .option('--expires <span>', 'how long the activation can be used, 5m to 30d (default: 1h)')
    .option('--again', 'although a machine has joined as this host already')
    .option(
      '--remove [machine]',
      'list what is registered as this host, or one machine of it; with --yes end it',
    )
    .option('--yes', 'with --remove: do it')
    .option('--json', 'print one JSON document; without --run and --remove it holds the script')
    .action((host: string, options: JoinOptions) =>
      launch(async (io) => (await import('./join.ts')).join(host, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant join PC-A | ssh pc-a sudo bash',
    'evergrant join PC-A --run      # on PC-A itself',
    'evergrant join PC-A --remove      # shows what is registered; changes nothing',
    'evergrant join PC-A --remove --yes',
    'evergrant join ops      # an EC2 host, exits 64: npx cdk deploy --all makes it and lets it join',
  ]);
};
