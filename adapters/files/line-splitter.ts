/** Bytes of a line that are kept; what follows up to the line's end is not judged. */
export const MAX_LINE_BYTES = 16 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Cuts a stream of bytes into lines of text. A line is decoded whole, so a character that two chunks share stays
 * one; bytes that are not UTF-8 become U+FFFD. Memory is bounded, however long a line is.
 */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #parts: Buffer[] = [];
  #held = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#emit();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The stream is over: what came after the last newline is a line too. */
  end(): void {
    if (this.#held > 0) this.#emit();
  }

  #keep(part: Buffer): void {
    const room = MAX_LINE_BYTES - this.#held;
    if (room <= 0 || part.length === 0) return;
    // A copy: a slice would keep the stream's whole chunk alive for a few bytes.
    this.#parts.push(Buffer.from(part.subarray(0, room)));
    this.#held += Math.min(room, part.length);
  }

  #emit(): void {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#held = 0;
    const length = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
    this.#onLine(bytes.toString('utf8', 0, length));
  }
}
