import { type Register, withConfig, withExamples } from '../../command.ts';
import type { SshOptions } from './ssh-request.ts';

export const sshCommand: Register = (program, launch) => {
  const command = program
    .command('ssh')
    .argument('<host>', 'name of the host in the declaration')
    .argument(
      '[command...]',
      'what is run there instead of a shell (Lightsail only); write -- before its options',
    )
    .summary('open a shell on a host, by temporary access only')
    .description(
      'Lightsail: has AWS make a key with a certificate for this one time, connects with the keys of the machine ' +
        'pinned, and removes the files when ssh ends. EC2: opens a session of Session Manager, which needs the AWS CLI and ' +
        'its Session Manager plugin here, and no open port there. Your own box: by your own ssh, unless it is on Lightsail ' +
        '(--instance) or Session Manager may reach it (--session).',
    )
    .option('--instance <name>', 'of an external host: the Lightsail instance that it is')
    .option(
      '--session',
      'through Session Manager also to a machine that is not of EC2; needs its advanced tier',
    )
    .option('--ipv6', 'to the address of version 6')
    .option('--print', 'print the command instead, and keep no file')
    .option('--json', 'with --print: one JSON document')
    .action((host: string, words: string[], options: SshOptions) =>
      launch(async (io) => (await import('./ssh.ts')).ssh(host, { words, options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant ssh jada-agent-orchestrator',
    'evergrant ssh jada-agent-orchestrator -- journalctl -u evergrant-host -n 50',
    'evergrant ssh old-box --instance Ubuntu-1      # on Lightsail before it was declared',
    'evergrant ssh ops --print      # an EC2 host: the command of the AWS CLI',
    'evergrant ssh PC-A      # exits 64: your own machine; says how you reach it',
  ]);
};
