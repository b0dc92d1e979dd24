import { z } from 'zod';
import { healthSchema } from './health-format.ts';
import { statusSchema } from './status-format.ts';
import {
  acknowledgeCodec,
  acknowledgementSchema,
  beginConsentSchema,
  consentBegunCodec,
  consentCodec,
  eventCodec,
  finishConsentSchema,
  grantViewCodec,
  keySchema,
  keySetCodec,
  refreshCodec,
  refreshRequestSchema,
  refusalSchema,
  rotateCodec,
  rotationSchema,
  tokenCodec,
  tokenRefusalSchema,
} from './wire-format.ts';

/** One route, for people and for programs that make clients. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below `/v1`, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: readonly object[];
  readonly body?: z.ZodType;
  /** By status. `lines`: JSON Lines, each of which has the schema. */
  readonly answers: Readonly<
    Record<string, { readonly description: string; readonly schema?: z.ZodType; readonly lines?: true }>
  >;
}

export interface Parameter {
  readonly schema: z.ZodType;
  readonly description: string;
}

const seconds = (description: string): Parameter => ({ schema: z.int().min(0), description });
const text = (description: string): Parameter => ({ schema: z.string(), description });

const unavailable = {
  '409': { description: 'There is none until somebody does what `remedy` says.', schema: tokenCodec },
  '503': { description: 'There is none now; asking again later may help.', schema: tokenCodec },
};

const refreshed = {
  '200': { description: 'What is in force now.', schema: refreshCodec },
  '409': { description: 'Not until somebody does what `remedy` says.', schema: refreshCodec },
  '503': { description: 'Not now; it is tried again by itself.', schema: refreshCodec },
};

/** Every route of the control socket. */
export const OPERATIONS: readonly Operation[] = [
  {
    id: 'getToken',
    method: 'get',
    path: '/tokens/{name}',
    summary: 'A token valid for at least so long, now or when it changes',
    description:
      'Refreshed first if it would not live long enough, once for all who ask. With `unlessFingerprint` or ' +
      '`waitSeconds` it is a long poll: answered at once when the token in force has another fingerprint, else at ' +
      'the next change, else after the time with 304.',
    query: {
      minValidSeconds: seconds(
        'How long it must live at least. Default: 60, or half the declared lifetime where that is less.',
      ),
      unlessFingerprint: text('The token that the caller has.'),
      waitSeconds: seconds('How long to wait for another one, 300 at most. Default: 0.'),
      consumer: text('Who asks, 1 to 64 characters: noted as having adopted what it fetched.'),
    },
    headers: [
      {
        name: 'If-None-Match',
        in: 'header',
        required: false,
        description: 'The ETag of an earlier answer: the fingerprint in quotes.',
        schema: { type: 'string' },
      },
    ],
    answers: {
      '200': { description: 'The token. Its ETag is its fingerprint.', schema: tokenCodec },
      '304': { description: 'It is the one that the caller has.' },
      ...unavailable,
    },
  },
  {
    id: 'replaceToken',
    method: 'post',
    path: '/tokens/{name}/refusals',
    summary: 'A resource answered 401: another token than the refused one',
    description:
      'Refreshed once for all who were refused. A token is not replaced sooner after its issue than a tenth of its ' +
      'life (a minute at most): then the answer is 503 with `RefusedTooSoon`. Retry the call once with what comes.',
    body: tokenRefusalSchema,
    answers: { '200': { description: 'Another token.', schema: tokenCodec }, ...unavailable },
  },
  {
    id: 'acknowledge',
    method: 'post',
    path: '/deliveries/{sink}/acknowledgements',
    summary: 'A consumer proves which token of a sink it uses',
    description:
      '`sink` is the name of a sink, or `token/NAME` (as one part: `token%2FNAME`) for a token without one.',
    body: acknowledgementSchema,
    answers: {
      '200': { description: 'It uses the token delivered last.', schema: acknowledgeCodec },
      '409': {
        description: 'It uses an older token, or one that was never delivered there.',
        schema: acknowledgeCodec,
      },
    },
  },
  {
    id: 'health',
    method: 'get',
    path: '/health',
    summary: 'One look for a monitor, with the write state of every sink',
    answers: {
      '200': { description: 'Nothing has failed. `exitCode` tells what soon may.', schema: healthSchema },
      '503': { description: 'A credential is dead, or a sink cannot be written.', schema: healthSchema },
    },
  },
  {
    id: 'status',
    method: 'get',
    path: '/status',
    summary: 'How everything is; what evergrant status --json prints',
    answers: { '200': { description: 'The status document.', schema: statusSchema } },
  },
  {
    id: 'events',
    method: 'get',
    path: '/events',
    summary: 'Events as they happen',
    query: { recent: seconds('How many of the last events come first, 1000 at most. Default: 0.') },
    answers: {
      '200': {
        description: 'One event on each line, for as long as the reader stays.',
        schema: eventCodec,
        lines: true,
      },
    },
  },
  {
    id: 'follow',
    method: 'get',
    path: '/follow',
    summary: 'Grants as they are, then at every change',
    query: { grant: { schema: z.array(z.string()).min(1), description: 'Name of a grant; once for each.' } },
    answers: {
      '200': {
        description: 'One view on each line, for as long as the reader stays.',
        schema: grantViewCodec,
        lines: true,
      },
    },
  },
  {
    id: 'refresh',
    method: 'post',
    path: '/grants/{name}/refresh',
    summary: 'Refresh a grant now, unless its token has another fingerprint',
    body: refreshRequestSchema,
    answers: refreshed,
  },
  {
    id: 'reportRefusal',
    method: 'post',
    path: '/grants/{name}/refusals',
    summary: 'A supervised daemon was refused; the broker finds out why',
    body: refusalSchema,
    answers: refreshed,
  },
  {
    id: 'beginConsent',
    method: 'post',
    path: '/grants/{name}/consents',
    summary: 'Begin a consent',
    body: beginConsentSchema,
    answers: { '201': { description: 'The page to open.', schema: consentBegunCodec } },
  },
  {
    id: 'finishConsent',
    method: 'post',
    path: '/consents/{id}',
    summary: 'Finish a consent with the address that the browser was sent to',
    body: finishConsentSchema,
    answers: {
      '200': { description: 'The grant is in force.', schema: consentCodec },
      '409': { description: 'Refused; the grant that was there stays as it was.', schema: consentCodec },
    },
  },
  {
    id: 'setKey',
    method: 'post',
    path: '/keys/{name}',
    summary: 'Put an API key that a person made in force',
    description: 'The one request that holds a secret. A key that its issuer refuses is not taken.',
    body: keySchema,
    answers: {
      '200': { description: 'It is in force.', schema: keySetCodec },
      '409': { description: 'Refused; the key that was there stays as it was.', schema: keySetCodec },
    },
  },
  {
    id: 'rotateKey',
    method: 'post',
    path: '/keys/{name}/rotations',
    summary: 'Rotate an API key or a signing key when it is due, now, or now and without an overlap',
    description:
      '`signing` stands in the answer for a signing key: from when on the new one signs, and after an emergency the ' +
      'tokens that verifiers take no more. Its private half is in no answer of any route.',
    body: rotationSchema,
    answers: {
      '200': { description: 'What is in force now.', schema: rotateCodec },
      '409': { description: 'Not until somebody does what `remedy` says.', schema: rotateCodec },
      '503': { description: 'Not now; it is tried again by itself.', schema: rotateCodec },
    },
  },
  {
    id: 'openApi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { '200': { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
  },
];
