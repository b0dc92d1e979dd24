/**
 * Reads the token file argv[2] as fast as it can until it holds generation argv[3], then prints as JSON how often it
 * read and what was wrong: a text without a whole token of argv[5] letters or that does not end with argv[6], another mode
 * than argv[4], a generation that went back.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

const [, , path = '', last = '', mode = '', length = '', ending = ''] = process.argv;
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

/** The token begins with a long run of one letter and names its generation at its end; the file ends as it should. */
function generationIn(text: string): number | undefined {
  const found = /(t+)\.generation-(\d+)\.end/.exec(text);
  return found?.[1]?.length === Number(length) && text.endsWith(ending) ? Number(found[2]) : undefined;
}
