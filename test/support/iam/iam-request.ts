/** Who asks. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string; readonly account: string }
  /** A service on its own behalf: `cloudwatch.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string };

/** A call that is to be allowed. */
export interface IamRequest {
  readonly principal: Principal;
  /** `secretsmanager:GetSecretValue` */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Values of condition keys; a key that is absent here is absent in the request. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}
