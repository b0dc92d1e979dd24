#!/usr/bin/env node
// In place of ssh on PATH: notes its words and the files that they name, then does what FAKE_SSH says.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const words = process.argv.slice(2);
const setting = (name) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
const key = words[words.indexOf('-i') + 1];
const mode = (path) => (statSync(path).mode & 0o7777).toString(8);
const files = [key, setting('CertificateFile'), setting('UserKnownHostsFile')];
const note = {
  words,
  pid: process.pid,
  folder: dirname(key),
  modes: [dirname(key), ...files].map(mode),
  texts: files.map((file) => readFileSync(file, 'utf8')),
};
writeFileSync(process.env.FAKE_NOTE, JSON.stringify(note));
if (process.env.FAKE_SSH === 'stay') {
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => process.exit(255));
  process.on('SIGINT', () => process.stdout.write('SIGINT\n'));
  process.stdout.write('connected\n');
  setInterval(() => {}, 1000);
} else if (process.env.FAKE_SSH === 'echo') {
  process.stdin.pipe(process.stdout);
} else {
  process.stdout.write('connected\n');
  process.exitCode = Number(process.env.FAKE_SSH ?? '0');
}
