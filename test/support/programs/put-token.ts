/** Puts a token in the shape argv[2] into the file argv[3]; prints `written` or the fault, as JSON. */
import { putToken } from '../../../adapters/file-sink/put-token.ts';
import { isFault } from '../../../core/fault.ts';
import { shapedToken } from '../shaped-token.ts';
import { NAMED_SHAPES, shapeNamed } from '../sink-shapes.ts';

const [, , wanted, file = ''] = process.argv;
const name = NAMED_SHAPES.find((one) => one === wanted) ?? 'raw';
try {
  await putToken({ file, shape: shapeNamed(name), mode: undefined, owner: undefined }, shapedToken(1));
  process.stdout.write(JSON.stringify({ code: 'written' }));
} catch (error) {
  if (!isFault(error)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message, remedy: error.remedy }));
}
