import { z } from 'zod';
import { type AwsService, awsAction } from '../aws-service.ts';

/** Security Token Service: says who calls. */
export class StsService implements AwsService {
  readonly name = 'sts';
  readonly protocol = { kind: 'query', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' } as const;
  /** ARN of a principal, where it is not a user of its own name. */
  readonly arns = new Map<string, string>();

  readonly actions = {
    GetCallerIdentity: awsAction({
      input: z.strictObject({}),
      // No policy can deny it.
      permissions: () => [],
      run: (_, { account, principal }) => ({
        Account: account,
        UserId: principal,
        Arn: this.arns.get(principal) ?? `arn:aws:iam::${account}:user/${principal}`,
      }),
    }),
  };
}
