import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Alteration, buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import type { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';

/** The real command line with every file operation and every call of a port counted. */
export function buildDoomedCommandLine(): Promise<string> {
  return buildCommandLine(ALTERATIONS);
}

const ALTERATIONS: readonly Alteration[] = [
  {
    kind: 'exchange',
    module: 'adapters/files/node-file-system.ts',
    by: 'torture/programs/doomed-file-system.ts',
  },
  {
    kind: 'exchange',
    module: 'host/broker/broker-parts.ts',
    by: 'torture/programs/doomed-broker-parts.ts',
  },
];

/** A step that was counted, or a moment that was marked. */
export interface Step {
  /** Milliseconds since its process started. */
  readonly at: number;
  readonly number: number;
  readonly what: string;
}

export interface DoomedEnd {
  /** False: it came to its end before the step at which it was to die. */
  readonly killed: boolean;
  readonly steps: readonly Step[];
}

/** A flow that is killed: a command, and what a person does meanwhile. */
export interface Flow {
  readonly name: string;
  readonly words: (grant: string) => readonly string[];
  /** Must the grant exist already? */
  readonly consented: boolean;
  readonly consents: boolean;
}

/** @param die at which step, and for a file that is written whether in its middle: `17`, `17half`; left out: not */
export async function doomedRun(
  flow: Flow,
  at: { lab: Lab; script: string; die?: string },
): Promise<DoomedEnd> {
  const { lab, script, die } = at;
  const log = join(lab.folder, 'steps.log');
  await rm(log, { force: true });
  const program = new Evergrant({
    lab,
    script,
    words: flow.words(lab.grant.name),
    environment: { EVERGRANT_TORTURE_LOG: log, ...(die === undefined ? {} : { EVERGRANT_TORTURE_DIE: die }) },
  });
  if (flow.consents) await consentAt(program, lab);
  const end = await program.ended;
  return { killed: end.signal === 'SIGKILL', steps: readSteps(await readFile(log, 'utf8').catch(() => '')) };
}

export function readSteps(log: string): readonly Step[] {
  return log.split('\n').flatMap((line) => {
    const [, at, number, what] = /^(\S+) (\d+) (.*)$/.exec(line) ?? [];
    return what === undefined ? [] : [{ at: Number(at), number: Number(number), what }];
  });
}

/** Plays the person at `evergrant login --json`, if it lives long enough to show the page. */
async function consentAt(program: Evergrant, { grant }: Lab): Promise<void> {
  let ended = false;
  program.ended.then(() => {
    ended = true;
  });
  const shown = await until('the page to open', () => program.stdout[0] ?? (ended ? 'ended' : undefined));
  if (shown === 'ended') return;
  const { authorizationUrl } = begun.parse(JSON.parse(shown));
  program.write(await grant.server.approve(authorizationUrl, { account: grant.account }));
}

const begun = z.looseObject({ authorizationUrl: z.string() });
