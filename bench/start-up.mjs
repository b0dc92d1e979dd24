/**
 * How long a command takes to start, beside the least that Node itself takes: `node -e 0` in turn with the command, in
 * one run on one machine. Prints medians and their ratio. Usage: npm run build && node bench/start-up.mjs [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
const config = join(folder, 'evergrant.yaml');
writeFileSync(
  config,
  [
    'version: 1',
    'deployment: bench',
    `engine: { kind: machine, stateDirectory: ${join(folder, 'state')} }`,
    'clients: { desk: { issuer: google, clientId: desk } }',
    'grants: { crew: { client: desk, scopes: [spreadsheets] } }',
    '',
  ].join('\n'),
);
const commands = {
  'node -e 0': ['-e', '0'],
  'evergrant --version': ['dist/evergrant.js', '--version'],
  'evergrant check': ['dist/evergrant.js', 'check', '--config', config],
  'evergrant status (no broker runs)': ['dist/evergrant.js', 'status', '--config', config],
};
const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, argv] of Object.entries(commands)) {
    const start = performance.now();
    spawnSync(process.execPath, argv, { stdio: 'ignore' });
    if (round > 0) times[name].push(performance.now() - start); // the first round warms the file cache
  }
}
rmSync(folder, { recursive: true, force: true });
const median = (list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
const bare = median(times['node -e 0']);
console.log(`node ${process.version}, ${rounds} rounds, medians`);
for (const [name, list] of Object.entries(times)) {
  console.log(
    `${name.padEnd(36)} ${median(list).toFixed(0).padStart(5)} ms   ${(median(list) / bare).toFixed(2)} x node -e 0`,
  );
}
