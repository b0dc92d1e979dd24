import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let project: string;

/** Builds and packs as a release does, then unpacks into a project that has nothing else. */
beforeAll(() => {
  const tree = folder();
  copyFileSync('package.json', join(tree, 'package.json'));
  execFileSync(process.execPath, ['tools/build.mjs', join(tree, 'dist')], { stdio: 'inherit' });
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: tree, stdio: 'pipe' });
  const [artifact = ''] = readdirSync(tree).filter((name) => name.endsWith('.tgz'));
  project = folder();
  const installed = join(project, 'node_modules', 'evergrant');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(tree, artifact), '-C', installed, '--strip-components=1']);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
}, 120_000);

const USE = `
import { createClient, isEvergrantError, type Token } from 'evergrant/client';
const client = createClient({ socketPath: '/nowhere/control.sock', consumer: 'port-sheet' });
try {
  const token: Token = await client.token('office', { minValid: 300 });
  const answer: Response = await client.createFetch('office')('https://sheets.example/', { method: 'POST' });
  for await (const { fingerprint } of client.watch('office')) console.log(fingerprint, token.expiresAt, answer.ok);
} catch (error) {
  if (isEvergrantError(error)) console.log(error.reason, error.remedy);
}
`;

describe('the packed artifact', () => {
  it('is imported by a project that has no other dependency', () => {
    const program = USE.replace(', type Token', '').replace(/: (Token|Response) =/g, ' =');
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: project });
    expect(output.toString()).toBe('BrokerUnreachable start it: evergrant up\n');
  });

  it.each(['nodenext', 'bundler'])(
    'has types that compile, resolved as %s, and refuse misuse',
    (resolution) => {
      expect(compile(USE, resolution)).toBe('');
      const misuse = USE.replace('minValid: 300', "minValid: '5m'");
      expect(compile(misuse, resolution)).toContain("Type 'string' is not assignable to type 'number'");
    },
  );
});

/** @returns what the compiler says */
function compile(program: string, resolution: string): string {
  const compilerOptions = {
    module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution: resolution,
    target: 'es2023',
    lib: ['es2023', 'dom'],
    types: [],
    strict: true,
    noEmit: true,
  };
  writeFileSync(join(project, 'use.ts'), program);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler], { cwd: project, encoding: 'utf8' }).stdout;
}
