/** Longest private key in lines: one that never ends must not silence a daemon. */
const LONGEST_KEY = 120;

/**
 * Takes secrets out of the lines of one program, also those that go over several lines: of a private key only the
 * first line is told, without it.
 */
export class LineRedactor {
  readonly #redact: (text: string) => string;
  #keyLinesLeft = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  redact(line: string): string {
    if (this.#keyLinesLeft > 0) {
      this.#keyLinesLeft = KEY_ENDS.test(line) ? 0 : this.#keyLinesLeft - 1;
      return '[redacted]';
    }
    if (KEY_BEGINS.test(line) && !KEY_ENDS.test(line)) this.#keyLinesLeft = LONGEST_KEY;
    return this.#redact(line);
  }
}

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY-----/;
