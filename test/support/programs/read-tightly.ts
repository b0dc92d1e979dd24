/**
 * Reads the token file argv[2] as fast as it can until it holds generation argv[3], then prints as JSON how often it
 * read and what was wrong: a text that is no whole token, another mode than argv[4], a generation that went back.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

const [, , path = '', last = '', mode = ''] = process.argv;
const wrong: string[] = [];
let reads = 0;
let generation = 0;
process.stdout.write('reading\n');
while (generation < Number(last) && wrong.length < 10) {
  const file = openSync(path, 'r');
  const bits = (fstatSync(file).mode & 0o7777).toString(8);
  const text = readFileSync(file, 'utf8');
  closeSync(file);
  reads += 1;
  if (bits !== mode) wrong.push(`mode ${bits}`);
  const seen = generationIn(text);
  if (seen === undefined) wrong.push(`torn: ${text.length} characters`);
  else if (seen < generation) wrong.push(`generation ${seen} after ${generation}`);
  else generation = seen;
}
process.stdout.write(`${JSON.stringify({ reads, generation, wrong })}\n`);

function generationIn(text: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('generation' in parsed)) return undefined;
    return text.endsWith('\n') && typeof parsed.generation === 'number' ? parsed.generation : undefined;
  } catch {
    return undefined;
  }
}
