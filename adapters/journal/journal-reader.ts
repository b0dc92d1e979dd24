import type { Instant } from '../../core/time.ts';

/** One entry of the journal. */
export interface JournalEntry {
  /** One line of its message. */
  readonly message: string;
  readonly cursor: string;
  /** When the journal received it; 0 where it does not say. */
  readonly at: Instant;
}

/** Longest entry that is kept in memory, in bytes; `journalctl` writes each as one line of JSON. */
const LONGEST_ENTRY = 256 * 1024;

/** Reads what `journalctl --output=json` writes. What is no entry, or too long, is passed over. */
export class JournalReader {
  readonly #onEntry: (entry: JournalEntry) => void;
  #parts: Buffer[] = [];
  #held = 0;

  constructor(onEntry: (entry: JournalEntry) => void) {
    this.#onEntry = onEntry;
  }

  write(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#emit();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  #keep(part: Buffer): void {
    this.#held += part.length;
    if (this.#held <= LONGEST_ENTRY && part.length > 0) this.#parts.push(Buffer.from(part));
  }

  #emit(): void {
    const whole = this.#held <= LONGEST_ENTRY ? Buffer.concat(this.#parts).toString('utf8') : '';
    this.#parts = [];
    this.#held = 0;
    for (const entry of entriesIn(whole)) this.#onEntry(entry);
  }
}

/** A message of several lines is several lines. */
function entriesIn(text: string): readonly JournalEntry[] {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('MESSAGE' in value) || !('__CURSOR' in value))
    return [];
  const { MESSAGE: said, __CURSOR: cursor } = value;
  if (typeof cursor !== 'string') return [];
  const message = messageOf(said);
  const at = '__REALTIME_TIMESTAMP' in value ? Number(value.__REALTIME_TIMESTAMP) / 1_000 || 0 : 0;
  return message === undefined ? [] : message.split('\n').map((line) => ({ message: line, cursor, at }));
}

/** Text; or its bytes where they are not printable or not UTF-8 (systemd, Journal Export Formats, "Journal JSON Format"). */
function messageOf(said: unknown): string | undefined {
  if (typeof said === 'string') return said;
  if (!Array.isArray(said)) return undefined;
  // One array of bytes, or several messages under the same name, of which the last is meant.
  const last: unknown = said.at(-1);
  if (typeof last === 'number') {
    return Buffer.from(said.filter((byte) => typeof byte === 'number')).toString('utf8');
  }
  return messageOf(last);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
