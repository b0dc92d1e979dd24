import { readFile } from 'node:fs/promises';
import { release, type } from 'node:os';
import { z } from 'zod';

/** What a run stood on. */
export interface Versions {
  readonly evergrant: string;
  readonly node: string;
  readonly 'oidc-provider': string;
  readonly system: string;
}

export async function versions(): Promise<Versions> {
  return {
    evergrant: await versionIn('package.json'),
    node: process.versions.node,
    'oidc-provider': await versionIn('node_modules/oidc-provider/package.json'),
    system: `${type()} ${release().split('-')[0]}, ${process.arch}`,
  };
}

async function versionIn(path: string): Promise<string> {
  return z.looseObject({ version: z.string() }).parse(JSON.parse(await readFile(path, 'utf8'))).version;
}
