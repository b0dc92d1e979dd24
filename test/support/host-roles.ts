/** ARN of a role that {@link hostRoles} makes. */
export function hostRole(host: string): string {
  return `arn:aws:iam::123456789012:role/host-${host}`;
}

/**
 * A stack of an operator's own: for each host of deployment `jada` a role that the host has already, with the policy
 * that Evergrant made for it.
 */
export function hostRoles(hosts: readonly string[]) {
  const Resources = Object.fromEntries(
    hosts.map((host) => {
      const Properties = {
        RoleName: `host-${host}`,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'ec2.amazonaws.com' },
          },
        },
        ManagedPolicyArns: [`arn:aws:iam::123456789012:policy/evergrant-jada-host-${host}`],
      };
      return [`Host${host}`, { Type: 'AWS::IAM::Role', Properties }] as const;
    }),
  );
  return { name: 'HostRoles', template: { Resources } };
}
