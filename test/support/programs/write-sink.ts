/** Writes argv[3] bytes into the file argv[2], as the user argv[4] if one is named; prints `written` or the fault, as JSON. */
import { writeSink } from '../../../adapters/file-sink/write-sink.ts';
import { isFault } from '../../../core/fault.ts';
import { SecretText } from '../../../core/secret-text.ts';

const [, , file = '', size = '1', user] = process.argv;
// The program changes its user itself: that user need not be allowed to start this very Node.
if (user !== undefined) process.setuid?.(Number(user));
try {
  await writeSink({ file, mode: 0o600, owner: undefined }, new SecretText('x'.repeat(Number(size))));
  process.stdout.write(JSON.stringify({ code: 'written' }));
} catch (error) {
  if (!isFault(error)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message, remedy: error.remedy }));
}
