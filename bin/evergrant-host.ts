#!/usr/bin/env node
import { hostMain } from '../host/daemon/main.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(signal));
process.exitCode = await hostMain(process.argv.slice(2), {
  environment: process.env,
  stdout: process.stdout,
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
  stderr: process.stderr,
  interrupted: interrupted.signal,
});
