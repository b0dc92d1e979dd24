// read_sheet.py for machines without Python: see there.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { token } = JSON.parse(readFileSync(join(homedir(), '.secrets', 'google_token.json'), 'utf8'));
const answer = await fetch(process.argv[2], { headers: { authorization: `Bearer ${token}` } });
if (answer.ok) console.log(`rows: ${(await answer.json()).rows.length}`);
else {
  console.error(`token error: HTTP Error ${answer.status}`);
  process.exitCode = 1;
}
