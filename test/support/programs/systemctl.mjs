#!/usr/bin/env node
/**
 * Stands for systemctl(1) over real processes: a unit is a file UNITS/NAME that holds a command as JSON. It runs as
 * soon as it made UNITS/NAME.ready; its number is in UNITS/NAME.pid. Knows `show` and `restart`.
 */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [verb, ...words] = process.argv.slice(2);
const unit = words.at(-1);
const file = join(process.env.UNITS, unit);
const [pidFile, readyFile] = [`${file}.pid`, `${file}.ready`];

function lives(pid) {
  try {
    // A child of a shim that is gone is nobody's: a dead one is reaped by init, or a zombie.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined;
const runs = pid !== undefined && lives(pid);

if (verb === 'show') {
  console.log(`LoadState=${existsSync(file) ? 'loaded' : 'not-found'}`);
  console.log(`ActiveState=${runs && existsSync(readyFile) ? 'active' : 'inactive'}`);
} else {
  if (runs) {
    process.kill(pid, 'SIGTERM');
    while (lives(pid)) await pause(10);
  }
  rmSync(readyFile, { force: true });
  const [program, ...args] = JSON.parse(readFileSync(file, 'utf8'));
  const log = openSync(`${file}.log`, 'a');
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, READY_FILE: readyFile },
  });
  writeFileSync(pidFile, String(child.pid));
  let exited = false;
  child.once('exit', () => {
    exited = true;
  });
  while (!existsSync(readyFile) && !exited) await pause(10);
  child.unref();
  if (exited) console.error(`Job for ${unit} failed because the control process exited with error code.`);
  process.exit(exited ? 1 : 0);
}
