/**
 * Agent tokens (ES256) signed per second: bare jose with the key in hand, and the signer of the broker, which takes the
 * private half as the text that the store holds. The contestants take turns in every round of one run.
 *
 * Usage: node bench/agent-tokens.mjs [tokens per turn] [rounds], by default 500 15
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { importJWK, SignJWT } from 'jose';

const [count = 500, rounds = 15] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'signer.mjs');
const entry = new URL('../adapters/signer/signer.ts', import.meta.url).pathname;
await build({
  entryPoints: [entry],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
});
const { signer } = await import(pathToFileURL(outfile).href);

const pair = await signer.generate('ES256');
const key = await importJWK(JSON.parse(pair.privateKey.reveal()), 'ES256');
const contestants = [
  ['jose.SignJWT, key in hand', (claims) => bare(claims)],
  ['the signer of the broker', (claims) => signer.sign(claims, pair)],
];
const turns = contestants.map(() => []);
for (const [, sign] of contestants) await turn(sign, 100);
for (let round = 0; round < rounds; round += 1) {
  for (const [index, [, sign]] of contestants.entries()) turns[index].push(await turn(sign, count));
}

console.log(`node ${process.version}, ${count} tokens a turn, ${rounds} rounds: medians`);
console.log(`${''.padEnd(30)} per second  bare jose = 1, round by round`);
for (const [index, [name]] of contestants.entries()) {
  const rate = median(turns[index].map((seconds) => count / seconds)).toFixed(0);
  const ratio = median(turns[index].map((seconds, round) => seconds / turns[0][round])).toFixed(2);
  console.log(`${name.padEnd(30)} ${rate.padStart(10)}  ${ratio}`);
}

/** Signs so many tokens, one after the other. @returns seconds */
async function turn(sign, tokens) {
  const start = performance.now();
  for (let index = 0; index < tokens; index += 1) await sign(claimsOf(index));
  return (performance.now() - start) / 1_000;
}

function claimsOf(index) {
  const iat = Math.floor(Date.now() / 1_000);
  const agent = { agentId: 'mayor-1', rigId: 'rig-7', townId: 'town-3', userId: 'user-42' };
  const times = { iat, exp: iat + 28_800, jti: `token-${index}` };
  return { iss: 'https://gt.example.com', aud: 'gastown-worker', sub: 'mayor', ...agent, ...times };
}

async function bare(claims) {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: pair.publicKey.kid })
    .sign(key);
}

function median(list) {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
}
