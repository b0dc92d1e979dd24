/** Opens the state directory in argv[2] and prints `opened`, or the fault's code and remedy, as JSON. */
import { isFault } from '../../../core/fault.ts';
import { openState } from '../open-state.ts';

try {
  await openState(process.argv[2] ?? '');
  process.stdout.write(JSON.stringify({ code: 'opened' }));
} catch (error) {
  if (!isFault(error)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message, remedy: error.remedy }));
}
