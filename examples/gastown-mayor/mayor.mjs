/**
 * An agent that runs for weeks. It starts its tool client once, at the beginning. Both ask the broker for a token when
 * they need one, so neither holds an old one, and neither is ever restarted for a new one.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClient } from 'evergrant/client';
import { work } from './work.mjs';

const role = process.argv[2] ?? 'mayor';
if (role === 'mayor') fork(fileURLToPath(import.meta.url), ['tool']);
// Without the Mayor there is nothing to do.
else process.once('disconnect', () => process.exit());

// `evergrant run` tells where the broker is, in EVERGRANT_SOCKET, and that does not change. A request may take its time,
// and so may what it starts: half an hour is left of every token that goes out.
const call = createClient({ consumer: role }).createFetch('mayor', { minValid: 1800 });
await work({ role, call });
