/**
 * A text that must never be printed. It shows a placeholder wherever a value is turned into text by accident
 * (string, JSON, `console.log`, template literal); only {@link SecretText.reveal} gives the value out, so every
 * place where a secret leaves is found by searching for that word.
 */
export class SecretText {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself: for the wire and for secret files only. */
  reveal(): string {
    return this.#value;
  }

  get length(): number {
    return this.#value.length;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  /** What `util.inspect` and the console print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return PLACEHOLDER;
  }
}

const PLACEHOLDER = '[secret]';
