/**
 * Verifications of an agent's JWT (ES256) per second: bare `jose.jwtVerify` with the key in hand, jose with a remote set of
 * keys, aws-jwt-verify, and evergrant/verify with all its rules, once with revocation. The contestants take turns in every round of one
 * run, and each token is another one. The keys come from a server on the loopback and are read once. Then refusals, which
 * should cost less than what they refuse.
 *
 * Usage: node bench/verify.mjs [tokens per turn] [rounds], by default 2000 15
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JwtVerifier } from 'aws-jwt-verify';
import { build } from 'esbuild';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

const [count = 2_000, rounds = 15] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'verify.mjs');
const entry = new URL('../verify/verify.ts', import.meta.url).pathname;
await build({ entryPoints: [entry], bundle: true, format: 'esm', outfile, logLevel: 'warning' });
const { createVerifier, MemoryRevocation } = await import(pathToFileURL(outfile).href);

const { privateKey, publicKey } = await generateKeyPair('ES256');
const issuer = 'https://evergrant.example';
const audience = 'town-worker';
const server = createServer(async (_request, answer) => {
  answer.end(JSON.stringify(await jwks()));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const jwksUri = `http://127.0.0.1:${server.address().port}/keys`;
const tokens = await Promise.all(Array.from({ length: count }, (_, index) => mint(`token-${index}`)));

const options = { issuer, audience, jwksUri };
const claims = { issuer, audience, algorithms: ['ES256'], maxTokenAge: '8h', clockTolerance: 30 };
const remote = createRemoteJWKSet(new URL(jwksUri));
const ofAws = JwtVerifier.create({ issuer, audience, jwksUri });
ofAws.cacheJwks(await jwks());
const plain = createVerifier(options);
const revocation = new MemoryRevocation();
for (let index = 0; index < 10_000; index += 1) revocation.revoke(`revoked-${index}`);
const revoking = createVerifier({ ...options, revocation });
const [strangers, unsigned] = [tokens.map(asStranger), tokens.map(asUnsigned)];
const refused = (verifier) => (token) => verifier.verify(token).then(fail, () => {});
const contestants = [
  ['jose.jwtVerify, key in hand', tokens, (token) => jwtVerify(token, publicKey, claims)],
  ['jose.jwtVerify, remote set of keys', tokens, (token) => jwtVerify(token, remote, claims)],
  ['aws-jwt-verify', tokens, (token) => ofAws.verify(token)],
  ['evergrant/verify', tokens, (token) => plain.verify(token)],
  ['evergrant/verify, 10000 revoked tokens', tokens, (token) => revoking.verify(token)],
  ['evergrant/verify refuses unknown keys', strangers, refused(plain)],
  ['evergrant/verify refuses alg none', unsigned, refused(plain)],
];

console.log(`node ${process.version}, ${count} tokens a turn, ${rounds} rounds: medians`);
for (const parallel of [1, 64]) {
  const turns = contestants.map(() => []);
  for (const [, list, verify] of contestants) await turn(list.slice(0, 200), verify, parallel);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, [, list, verify]] of contestants.entries()) {
      turns[index].push(await turn(list, verify, parallel));
    }
  }
  console.log(
    `\n${`${parallel} at a time`.padEnd(40)} per second  CPU of one  CPU, bare jose = 1, round by round`,
  );
  for (const [index, [name]] of contestants.entries()) {
    const rate = median(turns[index].map(({ seconds }) => count / seconds)).toFixed(0);
    const cost = median(turns[index].map(({ cpu }) => cpu / count)).toFixed(0);
    const ratio = median(turns[index].map(({ cpu }, round) => cpu / turns[0][round].cpu)).toFixed(2);
    console.log(`${name.padEnd(40)} ${rate.padStart(10)} ${`${cost} us`.padStart(11)} ${ratio.padStart(8)}`);
  }
}
server.close();

/**
 * Verifies all tokens. @returns seconds on the clock, and microseconds of CPU in all threads: those count also where other
 * programs share the machine
 */
async function turn(list, verify, parallel) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let next = 0;
  const lane = async () => {
    while (next < list.length) await verify(list[next++]);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1_000, cpu: user + system };
}

async function jwks() {
  return { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' }] };
}

async function mint(jti) {
  const agent = { agentId: 'mayor-7', rigId: 'rig-1', townId: 'town-3', userId: 'u-9' };
  return await new SignJWT(agent)
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'key-1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('mayor')
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime('8h')
    .sign(privateKey);
}

function asStranger(token, index) {
  return withHeader(token, { alg: 'ES256', typ: 'JWT', kid: `stranger-${index}` });
}

function asUnsigned(token) {
  return withHeader(token, { alg: 'none', typ: 'JWT' });
}

function withHeader(token, header) {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  return `${encoded}${token.slice(token.indexOf('.'))}`;
}

function fail() {
  throw new Error('a token was accepted that should be refused');
}

function median(list) {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
}
