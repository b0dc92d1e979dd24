/** Where evidence comes from; `unknown` for a log line that does not tell. */
export type Where = 'token_endpoint' | 'resource' | 'network' | 'unknown';

/** What kind of text a body was. Only `structured` can be an answer of the issuer itself. */
export type BodyShape = 'structured' | 'html' | 'text' | 'empty';

/** What a body says, sorted by weight. Codes and texts are verbatim and in the order found. */
export interface BodySignals {
  readonly shape: BodyShape;
  /** Subtypes, sub-errors, reasons and codes: the most telling first. */
  readonly codes: readonly string[];
  /** Descriptions and messages. */
  readonly texts: readonly string[];
  /** Does the body of a 2xx answer nevertheless report a failure? */
  readonly failed: boolean;
  /** Does it hold an access token? */
  readonly token: boolean;
}

/** Normalised evidence: what the tiers of the classifier look at. */
export interface Signals extends BodySignals {
  readonly where: Where;
  readonly provider: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}
