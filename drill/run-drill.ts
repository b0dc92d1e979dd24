import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../core/fault.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { redact } from '../core/verdict/redact.ts';
import { AuthorizationServer } from './authorization-server/authorization-server.ts';
import { declarationText, GRACE } from './declaration.ts';
import { type DrillFolder, makeDrillFolder, removeDrillFolder } from './drill-folder.ts';
import { type DrillNews, newsJson } from './drill-news.ts';
import { DrillPrograms } from './drill-programs.ts';
import { Journal, NotObserved } from './journal.ts';
import { allMet, type Row, Scorecard } from './scorecard.ts';
import type { Act } from './stage.ts';
import { STORY } from './story.ts';

export interface DrillOptions {
  /** Path of the command line's own script, which is run for `up`, `run` and `login`. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly interrupted: AbortSignal;
  /** Called with everything as it happens, and with the start of the drill. */
  readonly tell: (news: DrillNews, startedAt: Instant) => void;
  /** @default STORY */
  readonly story?: readonly Act[];
  /** Keep the folder also when all went well? @default false */
  readonly keep?: boolean;
}

/** How a drill went. */
export interface DrillReport {
  readonly startedAt: Instant;
  readonly took: Milliseconds;
  readonly rows: readonly Row[];
  /** Was the story played to its end, and everything observed that was expected? */
  readonly good: boolean;
  /** Was it ended by a signal? Then nothing is known and nothing is kept. */
  readonly interrupted: boolean;
  /** Why it ended before its story did; null: the story was played to its end. */
  readonly broken: string | null;
  /** The last lines of every program, redacted. */
  readonly tails: readonly { readonly program: string; readonly lines: readonly string[] }[];
  /** Path of the folder when it was kept, else null. */
  readonly kept: string | null;
}

/**
 * Plays the drill: a real authorization server in this process, the real commands as processes of their own, and a
 * folder for everything they write. Leaves no process behind, and no folder unless something went wrong or `keep`.
 *
 * @throws Fault `DrillFolderUnusable`, `DrillPortUnusable`
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const startedAt = Date.now();
  const folder = await makeDrillFolder();
  let keep = false;
  try {
    const played = await play(options, { folder, startedAt });
    const good = played.broken === null && allMet(played.rows);
    const interrupted = options.interrupted.aborted;
    keep = !interrupted && (options.keep === true || !good);
    const took = Date.now() - startedAt;
    return { ...played, startedAt, took, good, interrupted, kept: keep ? folder.path : null };
  } finally {
    if (!keep) await removeDrillFolder(folder);
  }
}

/** Lives that let hours pass in seconds. No clock is faked: these are the server's real settings. */
const LIVES = { accessTokenSeconds: 12, refreshTokenSeconds: 20, graceSeconds: GRACE };

async function play(
  { script, environment, interrupted, tell, story = STORY }: DrillOptions,
  at: { folder: DrillFolder; startedAt: Instant },
): Promise<Pick<DrillReport, 'rows' | 'broken' | 'tails'>> {
  const { folder, startedAt } = at;
  const say = (news: DrillNews) => {
    // What the drill itself says is searched for secrets as everything else is.
    appendFileSync(join(folder.logs, 'drill.log'), `${newsJson(news, startedAt)}\n`);
    tell(news, startedAt);
  };
  const journal = new Journal((observation) => say({ kind: 'observed', at: observation.at, observation }));
  const scorecard = new Scorecard(
    story.flatMap((act) => act.expectations),
    (row) => say({ kind: 'judged', at: Date.now(), row }),
  );
  const interrupt = () => journal.end(new Error('interrupted'));
  if (interrupted.aborted) interrupt();
  interrupted.addEventListener('abort', interrupt, { once: true });

  const server = await startServer();
  const programs = new DrillPrograms({ script, environment, folder, journal });
  let broken: string | null = null;
  try {
    await writeFile(folder.config, declarationText(folder, server));
    say({ kind: 'began', at: startedAt, folder: folder.path, issuer: server.issuer, lives: LIVES });
    for (const act of story) {
      say({ kind: 'act', at: Date.now(), title: act.title });
      const judge = scorecard.judge.bind(scorecard);
      await act.play({ folder, server, journal, programs, judge });
    }
  } catch (error) {
    if (error instanceof NotObserved)
      scorecard.judge(error.expectation, { met: false, observed: error.message });
    broken = error instanceof Error ? error.message : String(error);
  } finally {
    interrupted.removeEventListener('abort', interrupt);
    await programs.stop();
    await server.stop();
  }
  return { rows: scorecard.rows, broken, tails: tailsOf(programs) };
}

async function startServer(): Promise<AuthorizationServer> {
  try {
    return await AuthorizationServer.start({ settings: LIVES });
  } catch (error) {
    throw new Fault({
      code: 'DrillPortUnusable',
      message: `the drill cannot listen on 127.0.0.1: ${error instanceof Error ? error.message : error}`,
      remedy: 'bring the loopback interface up: ip link set lo up',
      cause: error,
    });
  }
}

/** Lines that show of each program why something went wrong. */
const TAIL = 12;

function tailsOf({ started }: DrillPrograms): DrillReport['tails'] {
  return started.map(({ name, lines }) => ({ program: name, lines: lines.slice(-TAIL).map(redact) }));
}
