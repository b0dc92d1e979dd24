import type { z } from 'zod';
import { checked } from './checked.ts';

/** Who asked a service for what. */
export interface AwsCall {
  /** As IAM names it: `secretsmanager:GetSecretValue`. */
  readonly action: string;
  /** The access key id of the request's signature. */
  readonly principal: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** Service that passes the call on for the principal, as Secrets Manager does to KMS: `secretsmanager`. */
  readonly via: string | undefined;
  /** The members as they came, before they were checked. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds, of the server's clock. */
  readonly now: number;
  /** Calls another service for the same principal; the answer is that action's, and is authorised and recorded too. */
  readonly onward: (
    service: string,
    action: string,
    input: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;
}

/** What IAM has to allow before an action runs. */
export interface AwsPermission {
  /** ARN, or `*`. */
  readonly resource: string;
  /** Condition keys: `{ 'secretsmanager:VersionStage': ['AWSCURRENT'] }`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Where it is another action than the call's own: `secretsmanager:TagResource`. */
  readonly action?: string;
}

/** One action of a service, made by {@link awsAction}. */
export interface AwsAction {
  /** For REST services: `{ method: 'POST', path: '/schedules/{Name}' }`. */
  readonly http: RestPlace | undefined;
  /** Checks the members and says what the action may do. @throws AwsError for an unknown or ill-typed member. */
  prepare(call: AwsCall): PreparedAction;
}

export interface RestPlace {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The member that takes the body as it is, in base64, where the body is not JSON members: `Payload`. */
  readonly payload?: string;
  /** Members that come as headers, by lower-case header: `{ 'x-amz-invocation-type': 'InvocationType' }`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PreparedAction {
  readonly permissions: readonly AwsPermission[];
  run(): unknown;
}

/** A simulated service. Its state is its own; tests may look at it and change it. */
export interface AwsService {
  /** What requests to it are signed for: `secretsmanager`, `monitoring`. */
  readonly name: string;
  /** What IAM calls it. @default the name */
  readonly iamName?: string;
  readonly protocol:
    | { readonly kind: 'json'; readonly target: string; readonly version: '1.0' | '1.1' }
    | { readonly kind: 'query'; readonly namespace: string }
    | { readonly kind: 'rest' };
  readonly actions: Readonly<Record<string, AwsAction>>;
}

/**
 * Defines an action. Members that `input` does not name are refused: what is silently accepted is not tested.
 * Bytes come and go as base64 text in `input`, as `Uint8Array` in answers; a `Date` is written as the protocol wants it.
 */
export function awsAction<Input>(definition: {
  /** A strict object. */
  readonly input: z.ZodType<Input>;
  readonly http?: RestPlace;
  /** @default the action on `*` */
  readonly permissions?: (input: Input, call: AwsCall) => readonly AwsPermission[];
  readonly run: (input: Input, call: AwsCall) => unknown;
}): AwsAction {
  return {
    http: definition.http,
    prepare(call) {
      const input = checked(definition.input, call);
      return {
        permissions: definition.permissions?.(input, call) ?? [{ resource: '*' }],
        run: () => definition.run(input, call),
      };
    },
  };
}
