import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { agentKey, agentToken } from '../support/agent-token.ts';
import { codeBlocks, markdownFiles } from '../support/docs/markdown-files.ts';
import { keyServers } from '../support/key-server.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const serve = keyServers();
const key = agentKey('key-1');
let project: string;
let sample: string;

/** Builds and packs as a release does, then unpacks into a project that has nothing else, not even jose. */
beforeAll(async () => {
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
  const page = (await markdownFiles()).find(({ file }) => file === 'docs/verify.md');
  sample = page ? (codeBlocks(page).find(({ language }) => language === 'ts')?.text ?? '') : '';
}, 120_000);

/** A worker that answers with what its handler answers, for as long as its standard input is open. */
const SERVE = `
import { createServer } from 'node:http';
import { handle } from './worker.mjs';
const server = createServer(async ({ headers }, answer) => {
  const { status, body } = await handle(new Request('http://worker/', { headers })).then(async (one) => {
    return { status: one.status, body: await one.text() };
  });
  answer.writeHead(status).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
`;

describe('the packed artifact', () => {
  it('verifies tokens in another process, as the first sample of docs/verify.md', async () => {
    const { origin } = await serve(key);
    const text = sample
      .replace('https://evergrant.example', origin)
      .replace(/: (Request|Promise<Response>)/g, '');
    writeFileSync(join(project, 'worker.mjs'), text);
    const child = spawn(process.execPath, ['--input-type=module', '-e', SERVE], {
      cwd: project,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { value: port } = await child.stdout[Symbol.asyncIterator]().next();
    const iat = Math.floor(Date.now() / 1_000);
    const ask = async (claims: object) => {
      const authorization = `Bearer ${agentToken(key, { claims: { iss: origin, ...claims } })}`;
      const answer = await fetch(`http://127.0.0.1:${Number(String(port))}/`, { headers: { authorization } });
      return [answer.status, await answer.text()];
    };
    expect(await ask({ iat, exp: iat + 3_600 })).toEqual([200, 'hello mayor-7 of town-3\n']);
    expect(await ask({ iat: iat - 7_200, exp: iat - 3_600 })).toEqual([
      401,
      '{"error":"invalid_token","code":"TokenExpired"}',
    ]);
    child.stdin.end();
    await once(child, 'exit');
  });

  it('has nothing of Node in it, so that a worker on any web platform can bundle it', () => {
    const text = readFileSync(join(project, 'node_modules/evergrant/dist/verify.js'), 'utf8');
    expect(text).not.toMatch(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\b/);
    expect(text).not.toMatch(/^import /m);
  });

  it.each(['nodenext', 'bundler'])(
    'has types with which the sample compiles, resolved as %s, and which refuse misuse',
    (resolution) => {
      expect(compile(sample, resolution)).toBe('');
      expect(compile(`${sample}\nverifier.verify(1);`, resolution)).toContain('is not assignable');
      const unasked = `${sample}\nconst text: string = (await verifier.verify('')).claims.rigId;`;
      expect(compile(unasked, resolution)).toContain("Type 'unknown' is not assignable to type 'string'");
      const secret = sample.replace('requiredClaims', "algorithms: ['HS256'],\n  requiredClaims");
      expect(compile(secret, resolution)).toContain(`"HS256"' is not assignable`);
    },
  );
});

/** @returns what the compiler says */
function compile(program: string, resolution: string): string {
  const compilerOptions = {
    module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution: resolution,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    noEmit: true,
  };
  writeFileSync(join(project, 'use.ts'), program);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler], { cwd: project, encoding: 'utf8' }).stdout;
}
