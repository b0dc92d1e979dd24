import type { Instant } from '../time.ts';
import type { ErrorEvidence } from '../verdict/verdict.ts';

/** What came back from a token endpoint, unjudged. The body may hold tokens: it is never logged. */
export type TokenAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most 1 MiB; longer bodies are reported as `truncated`. */
      readonly body: string;
      readonly truncated: boolean;
      readonly sentAt: Instant;
      readonly receivedAt: Instant;
    }
  /** The request never left: no name, no route, refused, TLS not agreed. Nothing can have been spent. */
  | { readonly kind: 'notSent'; readonly error: ErrorEvidence; readonly sentAt: Instant }
  /** The request, or a part of it, left and no whole answer came. */
  | { readonly kind: 'lost'; readonly error: ErrorEvidence; readonly sentAt: Instant };
