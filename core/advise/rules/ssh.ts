import type { AdviceRule } from '../advice.ts';

/** Private keys in files. */
export const SSH_RULES: readonly AdviceRule[] = [
  {
    rule: 'TemporarySshAccess',
    outlook: 'keyless',
    kinds: ['private-key'],
    title: 'if it opens SSH: temporary access instead of a key that stays',
    why: 'a key in authorized_keys has no end and does not say who used it; temporary access is granted for minutes, by a role, and stands in an audit log',
    when: 'the hosts are at AWS: Session Manager (no port open), EC2 Instance Connect (a key pushed for 60 seconds), or the access details of Lightsail',
    whenNot: 'the key is of a TLS server or signs something else; or the far side knows authorized_keys only',
    steps: [
      'EC2 and activated machines: aws ssm start-session --target ID',
      'EC2 with SSH: aws ec2-instance-connect ssh --instance-id ID',
      'Lightsail: aws lightsail get-instance-access-details --instance-name NAME gives a certificate for some minutes, and the host keys to pin',
      'hosts of your own: an SSH certificate authority that signs keys for hours (TrustedUserCAKeys)',
      'then take the key out of authorized_keys and delete the file',
    ],
    read: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
  },
];
