/**
 * Runs test/emulator against ministack, an emulator of AWS that others wrote (tools/ministack.mjs). Where Python, PyPI or
 * openssl is missing nothing is run, and that is said.
 *
 * node tools/test-aws.mjs [what jest is to run], by default test/emulator
 */
import { spawn } from 'node:child_process';
import { installMinistack, withMinistack } from './ministack.mjs';

const installed = await installMinistack().catch((error) => {
  console.log(`aws emulator: not run: ${error.message.split('\n')[0]}`);
});
if (installed !== undefined) process.exitCode = await withMinistack(installed, jest);

/** @returns the exit code of the tests */
async function jest({ endpoint, certificate }) {
  const chosen = process.argv.slice(2);
  const words = [
    'run',
    '--silent',
    'unit',
    '--',
    '--verbose',
    // There is one emulator, and what one file deploys the others see.
    '--runInBand',
    ...(chosen.length > 0 ? chosen : ['test/emulator']),
  ];
  const tests = spawn('npm', words, {
    stdio: 'inherit',
    env: { ...process.env, EVERGRANT_TEST_AWS_ENDPOINT: endpoint, NODE_EXTRA_CA_CERTS: certificate },
  });
  return await new Promise((done, fail) => {
    tests.once('exit', (code) => done(code ?? 1));
    tests.once('error', fail);
  });
}
