import { beforeAll, describe, expect, it } from '@jest/globals';
import { type AccessRequest, requestOf } from '../iam/access-request.ts';
import type { Json } from '../json.ts';
import type { Authoriser } from './authoriser.ts';
import { templateAuthoriser } from './template-authoriser.ts';

/** What a role is to be allowed, and what not. */
export interface Rights {
  /** ARN of the role. */
  readonly role: string;
  readonly allowed: readonly AccessRequest[];
  readonly denied: readonly AccessRequest[];
}

/**
 * Holds roles to their rights, by the policies of synthesized stacks, and shows that a wider policy would be seen.
 *
 * @param synthesize makes the stacks, once for each role
 */
export function describeRights(
  roles: Readonly<Record<string, Rights>>,
  synthesize: () => readonly { readonly name: string; readonly template: Json }[],
): void {
  describe.each(Object.entries(roles))('the role of %s', (_, { role, allowed, denied }) => {
    let stacks: ReturnType<typeof synthesize> = [];
    let own: Authoriser | undefined;
    const decisions = (requests: readonly AccessRequest[], by: Authoriser | undefined) =>
      requests.map((request) => [...request.slice(0, 2), by?.decide(role, requestOf(request)).kind]);
    const all = (requests: readonly AccessRequest[], kind: string) =>
      requests.map((request) => [...request.slice(0, 2), kind]);

    beforeAll(async () => {
      stacks = synthesize();
      own = await templateAuthoriser(stacks);
    });

    it('allows what is needed', () => {
      expect(decisions(allowed, own)).toEqual(all(allowed, 'allowed'));
    });

    it('refuses everything else', () => {
      expect(decisions(denied, own)).toEqual(all(denied, 'denied'));
    });

    it('would be seen if it allowed more', async () => {
      const wide = { Effect: 'Allow', Action: '*', Resource: '*' };
      const policy = {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'Wide',
          Roles: [role.split('/').at(-1) ?? ''],
          PolicyDocument: { Version: '2012-10-17', Statement: wide },
        },
      };
      const mistake = { name: 'Mistake', template: { Resources: { Wide: policy } } };
      const mutated = await templateAuthoriser([...stacks, mistake]);
      expect(decisions(denied, mutated)).toEqual(all(denied, 'allowed'));
    });
  });
}
