import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSpan, HOUR, type Instant, type Milliseconds } from '../../core/time.ts';

/** Where traces of other refreshers are looked for. Absolute paths; what is not there is passed over. */
export interface Traces {
  readonly proc: string;
  /** Files, and folders of files, that say what runs when: crontabs and systemd units. */
  readonly schedules: readonly string[];
}

/** What is known of the folder by now. */
export interface Suspicion {
  /** The folder, absolute. */
  readonly directory: string;
  /** Other spellings of it, such as `~/.secrets`. */
  readonly alsoWritten: readonly string[];
  /** The access token files with the time of their last change. */
  readonly tokenFiles: ReadonlyMap<string, Instant>;
  readonly now: Instant;
}

/**
 * Looks for whoever else refreshes the same grant: two refreshers of one rotating grant end it. No proof, only signs:
 * a token file written lately, a process with one of the files open or the folder in its command line, a crontab or
 * systemd unit that names folder or script.
 *
 * @returns one sentence for each sign; none when there is none
 */
export async function otherRefreshers(suspicion: Suspicion, traces: Traces): Promise<readonly string[]> {
  return [
    ...recentWrites(suspicion),
    ...(await processes(suspicion, traces.proc)),
    ...(await schedules(suspicion, traces.schedules)),
  ];
}

/** Where Linux keeps them. */
export function tracesOfThisMachine(home: string): Traces {
  return {
    proc: '/proc',
    schedules: [
      '/etc/crontab',
      '/etc/cron.d',
      '/var/spool/cron',
      '/var/spool/cron/crontabs',
      '/etc/systemd/system',
      join(home, '.config/systemd/user'),
    ],
  };
}

/** The usual script that exchanges the refresh token on a 401. */
const REFRESH_SCRIPT = 'reauth_google.py';

/** Scripts refresh when a token ends, and tokens live for about this long. */
const RECENT: Milliseconds = HOUR;

function recentWrites({ tokenFiles, now }: Suspicion): readonly string[] {
  return [...tokenFiles].flatMap(([file, changedAt]) =>
    now - changedAt < RECENT
      ? [`${file} was written ${formatSpan(now - changedAt)} ago: somebody refreshes it`]
      : [],
  );
}

async function processes(suspicion: Suspicion, proc: string): Promise<readonly string[]> {
  const own = await ancestors(proc);
  const pids = (await namesIn(proc)).filter((name) => /^\d+$/.test(name) && !own.has(name));
  const found = await Promise.all(pids.map((pid) => processSign(suspicion, join(proc, pid))));
  return found.flatMap((sign, at) => (sign ? [`process ${pids[at]} ${sign}`] : []));
}

async function processSign(suspicion: Suspicion, place: string): Promise<string | undefined> {
  for (const descriptor of await namesIn(join(place, 'fd'))) {
    const target = await readlink(join(place, 'fd', descriptor)).catch(() => '');
    if (target.startsWith(`${suspicion.directory}/`)) return `has ${target} open`;
  }
  const words = (await textOf(join(place, 'cmdline'))).split('\0');
  const named = words.find((word) => namesFolder(word, suspicion));
  if (named !== undefined) return `was started with ${named}`;
  // A script of this name that runs elsewhere may be about another folder.
  const runsHere = (await readlink(join(place, 'cwd')).catch(() => '')) === suspicion.directory;
  const script = words.find((word) => word.includes(REFRESH_SCRIPT));
  return runsHere && script !== undefined ? `runs ${script} in it` : undefined;
}

/** This process and those that started it: their command lines name the folder because of us. */
async function ancestors(proc: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let pid: string | undefined = String(process.pid); pid && pid !== '0' && !found.has(pid); ) {
    found.add(pid);
    pid = /^PPid:\s*(\d+)/m.exec(await textOf(join(proc, pid, 'status')))?.[1];
  }
  return found;
}

async function schedules(suspicion: Suspicion, places: readonly string[]): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const place of places) {
    files.add(place);
    for (const name of await namesIn(place)) files.add(join(place, name));
  }
  const signs: string[] = [];
  for (const file of files) {
    const lines = (await textOf(file)).split('\n');
    const line = lines.findIndex((text) => !/^\s*[#;]/.test(text) && mentions(text, suspicion));
    if (line >= 0) signs.push(`${file}:${line + 1} names the folder or its refresh script`);
  }
  return signs;
}

function mentions(text: string, suspicion: Suspicion): boolean {
  return namesFolder(text, suspicion) || text.includes(REFRESH_SCRIPT);
}

/** `~/.secrets-old` does not name `~/.secrets`. */
function namesFolder(text: string, { directory, alsoWritten }: Suspicion): boolean {
  return [directory, ...alsoWritten].some((folder) =>
    text
      .split(folder)
      .slice(1)
      .some((rest) => !/^[\w.-]/.test(rest)),
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
