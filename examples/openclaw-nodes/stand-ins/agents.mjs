/**
 * Stands for agents of a gateway: `agents.mjs GATEWAY_SOCKET NAME...`. Each opens a session, then calls a few times a
 * second, until a call is refused for its token. Whoever loses the gateway opens a session again, as all others do.
 * READY_FILE is made when each has a session; when one is refused at its first, this ends with 1.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './ask.mjs';

const [gateway, ...names] = process.argv.slice(2);

const opened = await Promise.all(names.map(open));
if (opened.includes(false) && process.env.READY_FILE) process.exit(1);
if (process.env.READY_FILE) writeFileSync(process.env.READY_FILE, '');
await Promise.all(names.filter((_, place) => opened[place]).map(live));

/** @returns whether the agent has a session; false: it was refused for its token */
async function open(name) {
  for (;;) {
    const { status } = await ask(gateway, `/sessions/${name}`, 'POST');
    if (status === 200) return true;
    if (status === 401) return false;
    await wait(50 + Math.random() * 100);
  }
}

async function live(name) {
  for (;;) {
    await wait(200 + Math.random() * 200);
    const { status } = await ask(gateway, `/calls/${name}`, 'POST');
    if (status === 401) return;
    if (status === 0 && !(await open(name))) return;
  }
}
