import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cdkContext, PORT_SHEET } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let dist = '';

beforeAll(() => {
  const tree = folder();
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}\n');
  dist = join(tree, 'dist');
  execFileSync(process.execPath, ['tools/build.mjs', dist], { stdio: 'inherit' });
}, 300_000);

/** Text of every file of a bundle, by its path below dist/. */
const texts = (below: string, ending: string) =>
  readdirSync(join(dist, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, readFileSync(join(dist, below, name), 'utf8')] as const);

const CDK = /aws-cdk-lib|@aws-cdk\/|from ?["']constructs["']/;

describe('what is built', () => {
  it('has no CDK in a function, and no function is larger than 2 MB', () => {
    const functions = texts('lambda', 'index.mjs');
    expect(functions.map(([name]) => name)).toEqual(
      expect.arrayContaining(['refresh/index.mjs', 'rotate/index.mjs']),
    );
    for (const [name, text] of functions) {
      expect([name, CDK.exec(text)?.[0]]).toEqual([name, undefined]);
      expect(statSync(join(dist, 'lambda', name)).size).toBeLessThan(2_000_000);
    }
  });

  it('has no CDK in the command line', () => {
    const programs = [
      ...texts('chunks', '.js'),
      ['evergrant.js', readFileSync(join(dist, 'evergrant.js'), 'utf8')],
    ];
    for (const [name, text = ''] of programs) expect([name, CDK.exec(text)?.[0]]).toEqual([name, undefined]);
  });

  it('takes the CDK of whoever imports the constructs', () => {
    const text = readFileSync(join(dist, 'index.js'), 'utf8');
    expect(text).toMatch(/from "aws-cdk-lib"/);
    expect(text.length).toBeLessThan(2_000_000);
    expect(readFileSync(join(dist, 'index.d.ts'), 'utf8')).toContain('./types/lib/index.js');
  });
});

describe('the CDK app', () => {
  const run = (yaml: string | undefined) => {
    const place = folder();
    if (yaml !== undefined) writeFileSync(join(place, 'evergrant.yaml'), yaml);
    const context = JSON.stringify(cdkContext());
    return spawnSync(process.execPath, [join(dist, 'app.js')], {
      cwd: place,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: place,
        CDK_OUTDIR: join(place, 'out'),
        CDK_VALIDATION: 'false',
        CDK_CONTEXT_JSON: context,
      },
    });
  };

  it('makes the stacks of the declaration beside it, out of the bundles beside itself', () => {
    for (const name of ['refresh', 'rotate', 'notify']) {
      expect(readdirSync(join(dist, 'lambda'))).toContain(name);
    }
    const { status, stderr } = run(PORT_SHEET);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('says what is missing and what to type, with the exit code of a configuration', () => {
    const { status, stderr } = run(undefined);
    expect(status).toBe(78);
    expect(stderr).toContain('evergrant: no configuration');
  });

  it('refuses a declaration of the machine engine', () => {
    const { status, stderr } = run('version: 1\nclients: {}\ngrants: {}\n');
    expect(status).toBe(78);
    expect(stderr).toContain('next: write engine: { kind: aws, region: us-east-1 }, then: npx cdk synth');
  });
});
