import { parseArgs } from 'node:util';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault, isFault } from '../../core/fault.ts';
import { VERSION } from '../../core/version.ts';
import type { HostIo } from './host-io.ts';
import { hostPlaces } from './host-places.ts';

const HELP = `Usage: evergrant-host COMMAND [--config FILE] [--json] [--started]

The daemon of a host: receives its tokens, delivers them, runs and watches its daemons.

Commands:
  up           run it; systemd does this (evergrant-host.service)
  self-test    check what it depends on; exits 1 when a check fails
  audit        how this machine and its daemons were in the last 24 hours

Options:
  --config FILE  who this host is (default: /etc/evergrant/host.json)
  --json         print the self-test or the audit as JSON
  --started      with self-test: wait for the host daemon, which must answer for
                 ten seconds, within a minute and a half
  --version      print the version
  -h, --help     print this

Examples:
  sudo evergrant-host self-test
  sudo evergrant-host audit
  journalctl -u evergrant-host -f
  evergrant-host restart      # refused: systemctl restart evergrant-host
`;

/** @returns what to exit with */
export async function hostMain(words: readonly string[], io: HostIo): Promise<number> {
  try {
    return await run(words, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.stderr.write(`evergrant-host: ${message}\n`);
    if (!isFault(error)) return ExitCode.Failed;
    if (error.remedy) io.stderr.write(`next: ${error.remedy}\n`);
    return error.exitCode;
  }
}

async function run(words: readonly string[], io: HostIo): Promise<number> {
  const { positionals, values } = wordsOf(words);
  const [command, ...others] = positionals;
  if (values.help) return said(io, HELP);
  if (values.version) return said(io, `${VERSION}\n`);
  const places = hostPlaces(io.environment, values.config);
  if (others.length === 0 && command === 'up') {
    const { up } = await import('./up.ts');
    const say = (text: string) => void io.stdout.write(`${text}\n`);
    return await up({ places, environment: io.environment, say, interrupted: io.interrupted });
  }
  if (others.length === 0 && command === 'self-test') {
    const { selfTestCommand } = await import('./self-test/command.ts');
    return await selfTestCommand({
      places,
      started: values.started === true,
      json: values.json === true,
      io,
    });
  }
  if (others.length === 0 && command === 'audit') {
    const { auditCommand } = await import('./audit-command.ts');
    return await auditCommand({ places, json: values.json === true, io });
  }
  const meant = positionals.join(' ');
  const what = command === undefined ? 'a command is missing' : `there is no command "${meant}"`;
  throw notUnderstood(
    `${what}; expected up, self-test or audit`,
    OF_SYSTEMD.has(meant) ? `systemctl ${meant} evergrant-host` : undefined,
  );
}

/** What people try, for other daemons have it. */
const OF_SYSTEMD: ReadonlySet<string> = new Set(['start', 'stop', 'restart', 'reload', 'status']);

/** @throws Fault `OptionInvalid` */
function wordsOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        json: { type: 'boolean' },
        started: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // Node adds advice after its first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : '').split(/[.\n]/);
    throw notUnderstood(`${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`);
  }
}

function notUnderstood(message: string, remedy = 'evergrant-host --help'): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message,
    remedy,
    exitCode: ExitCode.Usage,
  });
}

function said({ stdout }: HostIo, text: string): number {
  stdout.write(text);
  return ExitCode.Good;
}
