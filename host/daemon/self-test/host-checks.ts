import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { inspectTarget } from '../../../adapters/file-sink/inspect-target.ts';
import { resolveOwner } from '../../../adapters/file-sink/owner.ts';
import { findProgram } from '../../../adapters/local-command/find-program.ts';
import type { SinkDeclaration } from '../../../core/config/sink-declaration.ts';
import { Fault } from '../../../core/fault.ts';
import type { ReadHostDocument } from '../../../core/host/host-document.ts';
import type { SelfTestCheck } from '../../../core/host/self-test.ts';
import type { HostPlaces } from '../host-places.ts';
import { check } from './check.ts';
import { answers, answersSteadily, type Started } from './host-daemon-check.ts';

export interface HostChecksOptions {
  readonly places: HostPlaces;
  readonly document: ReadHostDocument | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The host daemon was started, and must serve; undefined: it may well not run. */
  readonly started?: Started | undefined;
}

/** What a host needs of itself. */
export async function hostChecks({
  places,
  document,
  environment,
  started,
}: HostChecksOptions): Promise<readonly SelfTestCheck[]> {
  const sinks = document?.host.sinks ?? [];
  const supervised = (document?.host.daemons ?? []).filter((daemon) => daemon.kind === 'supervised');
  return await Promise.all([
    check('disk', () => roomAt(places.state)),
    ...sinks.map((sink) => check(`sink ${sink.name}`, () => placeOf(sink))),
    ...supervised.map(({ name, command }) =>
      check(`daemon ${name}`, () => programOf(command[0], environment)),
    ),
    check('host daemon', () =>
      // Without a document it waits for one, and something else has failed.
      started && document ? answersSteadily(places.controlSocket, started) : answers(places.controlSocket),
    ),
  ]);
}

/** Below this a few log lines or a token more fill the disk. */
const LITTLE = 64 * 1024 * 1024;

async function roomAt(directory: string) {
  const { bavail, bsize } = await statfs(directory).catch((cause: unknown) => {
    throw new Fault({
      code: 'StateMissing',
      message: `${directory} is not there, or cannot be entered`,
      remedy: 'systemctl restart evergrant-host makes it',
      cause,
    });
  });
  const free = bavail * bsize;
  if (free === 0)
    throw new Fault({
      code: 'DiskFull',
      message: `no room is left at ${directory}`,
      remedy: 'df -h; then free some',
    });
  const text = `${Math.floor(free / 1024 / 1024)} MiB free at ${directory}`;
  return free < LITTLE ? { warn: text, remedy: 'df -h; then free some' } : text;
}

async function placeOf({ file, owner }: SinkDeclaration) {
  const { uid } = owner === undefined ? { uid: undefined } : await resolveOwner(owner);
  const { directory } = await inspectTarget(file, uid);
  await access(directory, constants.W_OK | constants.X_OK).catch(() => {
    throw new Fault({
      code: 'SinkNotWritable',
      message: `${file}: this user may not make files in ${directory}`,
      remedy: `give the directory to it: chown evergrant ${directory}`,
    });
  });
  return file;
}

async function programOf(program: string, environment: HostChecksOptions['environment']) {
  const found = await findProgram(program, environment);
  if (found.kind === 'found') return found.path;
  throw new Fault({
    code: 'ProgramMissing',
    message:
      found.kind === 'missing'
        ? `the program ${program} is not found`
        : `this user may not run ${found.path}`,
    remedy: 'install it on this host, or write its absolute path in the declaration',
  });
}
