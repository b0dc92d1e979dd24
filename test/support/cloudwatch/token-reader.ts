import { NotUnderstood } from '../not-understood.ts';

export interface Token<Kind extends string> {
  readonly kind: Kind;
  /** As written. */
  readonly text: string;
}

/**
 * Reads a small language from left to right. What no rule takes, and what is left over, is refused.
 *
 * @param rules kinds of tokens by sticky regular expression (`/…/y`), the first that matches wins; white space between
 * tokens is skipped
 */
export class TokenReader<Kind extends string> {
  private readonly source: string;
  private readonly tokens: readonly Token<Kind>[];
  private position = 0;

  constructor(source: string, rules: Readonly<Record<Kind, RegExp>>) {
    this.source = source;
    this.tokens = [...tokensOf(source, rules)];
  }

  /** The next token, if it is of this kind and, where given, has this text (in any case of letters). */
  take(kind: Kind, text?: string): Token<Kind> | undefined {
    const token = this.tokens[this.position];
    if (token?.kind !== kind) return undefined;
    if (text !== undefined && token.text.toLowerCase() !== text.toLowerCase()) return undefined;
    this.position += 1;
    return token;
  }

  expect(kind: Kind, text?: string): Token<Kind> {
    return this.take(kind, text) ?? this.refuse(`${text ?? kind} expected`);
  }

  get ended(): boolean {
    return this.position >= this.tokens.length;
  }

  end(): void {
    if (!this.ended) this.refuse('the end expected');
  }

  refuse(why: string): never {
    const found = this.tokens[this.position]?.text ?? 'the end';
    throw new NotUnderstood(`${why}, found ${found} in: ${this.source}`);
  }
}

function* tokensOf<Kind extends string>(
  source: string,
  rules: Readonly<Record<Kind, RegExp>>,
): Generator<Token<Kind>> {
  const space = /\s*/y;
  for (let at = skip(space, source, 0); at < source.length; at = skip(space, source, at)) {
    const token = tokenAt(source, at, rules);
    if (!token) throw new NotUnderstood(`${source.slice(at, at + 20)} not understood in: ${source}`);
    yield token;
    at += token.text.length;
  }
}

function tokenAt<Kind extends string>(source: string, at: number, rules: Readonly<Record<Kind, RegExp>>) {
  for (const kind of Object.keys(rules) as Kind[]) {
    const rule = rules[kind];
    rule.lastIndex = at;
    const text = rule.exec(source)?.[0];
    if (text) return { kind, text };
  }
  return undefined;
}

function skip(space: RegExp, source: string, at: number): number {
  space.lastIndex = at;
  return at + (space.exec(source)?.[0].length ?? 0);
}
