import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { TrialResult } from '../trial.ts';
import { type Versions, versions } from './versions.ts';

/** The last run of one trial, as it is kept until the page is written. */
export interface KeptResult {
  /** What was typed after `npm run torture --`. */
  readonly words: readonly string[];
  readonly seed: number;
  readonly rounds: number;
  readonly tookSeconds: number;
  readonly stoodOn: Versions;
  readonly result: TrialResult;
}

const FOLDER = 'torture/results';

/** Keeps the result of a trial; the one before goes. */
export async function keepResult(kept: Omit<KeptResult, 'stoodOn'>): Promise<void> {
  const stoodOn = await versions();
  await mkdir(FOLDER, { recursive: true });
  await writeFile(
    join(FOLDER, `${kept.result.name}.json`),
    `${JSON.stringify({ ...kept, stoodOn }, undefined, 2)}\n`,
  );
}

/**
 * The last result of every trial named, in their order; a trial that never ran is left out.
 * @throws Fault `NothingKept` when none ran
 */
export async function keptResults(names: readonly string[]): Promise<readonly KeptResult[]> {
  const there = new Set(await readdir(FOLDER).catch(() => []));
  const files = names.map((name) => `${name}.json`).filter((file) => there.has(file));
  if (files.length === 0) {
    throw new Fault({
      code: 'NothingKept',
      message: `no trial left a result in ${FOLDER}`,
      remedy: 'npm run torture',
    });
  }
  return await Promise.all(
    files.map(async (file) => KEPT.parse(JSON.parse(await readFile(join(FOLDER, file), 'utf8')))),
  );
}

const ROW = z.object({
  what: z.string(),
  tried: z.number(),
  lost: z.number(),
  note: z.string().exactOptional(),
});

const KEPT = z.object({
  words: z.array(z.string()),
  seed: z.number(),
  rounds: z.number(),
  tookSeconds: z.number(),
  stoodOn: z.object({
    evergrant: z.string(),
    commit: z.string(),
    node: z.string(),
    'oidc-provider': z.string(),
    system: z.string(),
  }),
  result: z.object({
    name: z.string(),
    rows: z.array(ROW),
    failures: z.array(z.string()),
    figures: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
  }),
});
