/** An answer by which a service refuses, in the shape that the SDK's clients turn into their typed exceptions. */
export class AwsError extends Error {
  /** As the SDK names it: `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status. @default 400 */
  readonly status: number;
  /** Further members of the exception: `{ CancellationReasons: [...] }`. */
  readonly members: Readonly<Record<string, unknown>>;
  /** What services that once spoke Query (SQS, CloudWatch) call the same error. */
  readonly queryCode: string | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      readonly status?: number;
      readonly members?: Readonly<Record<string, unknown>>;
      readonly queryCode?: string;
    } = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
    this.queryCode = options.queryCode;
  }
}

/** The simulator does not know this; AWS may. No test may take it for an answer of AWS. */
export function notSimulated(what: string): AwsError {
  return new AwsError('NotSimulated', `the simulator does not know ${what}`, { status: 501 });
}
