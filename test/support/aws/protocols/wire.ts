import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from '../aws-error.ts';
import type { AwsService } from '../aws-service.ts';

/** An HTTP request, read to its end. */
export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** How requests to a service are written down. */
export interface WireProtocol {
  /** @throws AwsError for an action that the service does not have */
  read(
    request: WireRequest,
    service: AwsService,
  ): { readonly action: string; readonly input: Readonly<Record<string, unknown>> };
  write(answer: unknown, place: { readonly service: AwsService; readonly action: string }): WireAnswer;
  refuse(error: AwsError): WireAnswer;
}
