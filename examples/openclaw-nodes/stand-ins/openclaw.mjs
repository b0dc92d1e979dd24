#!/usr/bin/env node
/** Stands for the command line of OpenClaw, of which it knows `openclaw secrets reload`. */
import { join } from 'node:path';
import { ask } from './ask.mjs';

const words = process.argv.slice(2).join(' ');
const gateway = join(process.env.OPENCLAW_STATE_DIR, 'gateway.sock');
const { status } =
  words === 'secrets reload' ? await ask(gateway, '/secrets/reload', 'POST') : { status: 64 };
if (status !== 200)
  console.error(`openclaw ${words}: ${status === 0 ? 'no gateway runs' : `refused (${status})`}`);
process.exitCode = status === 200 ? 0 : 1;
