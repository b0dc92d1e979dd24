import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { release, type } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What a run stood on. */
export interface Versions {
  readonly evergrant: string;
  /** Of the checkout, with a `+` where it was altered since. */
  readonly commit: string;
  readonly node: string;
  readonly 'oidc-provider': string;
  readonly system: string;
}

export async function versions(): Promise<Versions> {
  return {
    evergrant: await versionIn('package.json'),
    commit: await commit(),
    node: process.versions.node,
    'oidc-provider': await versionIn('node_modules/oidc-provider/package.json'),
    system: `${type()} ${release().split('-')[0]}, ${process.arch}`,
  };
}

/** `unknown` where there is no checkout. */
async function commit(): Promise<string> {
  try {
    const git = async (...words: string[]) => (await promisify(execFile)('git', words)).stdout.trim();
    const altered = await git('status', '--porcelain', '--untracked-files=no');
    return `${await git('rev-parse', '--short', 'HEAD')}${altered === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

async function versionIn(path: string): Promise<string> {
  return z.looseObject({ version: z.string() }).parse(JSON.parse(await readFile(path, 'utf8'))).version;
}
