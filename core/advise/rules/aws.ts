import type { AdviceRule } from '../advice.ts';

/** Access keys on a disk. The SDKs find every identity below by themselves, so programs need no change. */
export const AWS_RULES: readonly AdviceRule[] = [
  {
    rule: 'InstanceProfile',
    outlook: 'keyless',
    kinds: ['aws-access-key'],
    title: 'an instance profile, or the role of the task or function',
    why: 'an access key has no end and works from everywhere; credentials of a role are renewed by AWS and end within hours',
    when: 'the programs run on EC2, ECS, EKS or Lambda',
    whenNot: 'the machine is not one of these; Lightsail has no instance profile',
    steps: [
      'make a role with what the key may do today: aws iam list-attached-user-policies --user-name USER',
      'aws ec2 associate-iam-instance-profile --instance-id ID --iam-instance-profile Name=PROFILE, with IMDSv2 required',
      'remove the key from the file or environment: SDKs prefer it to the role',
      'aws sts get-caller-identity names the role; then deactivate the key for some days and delete it: aws iam update-access-key --status Inactive',
    ],
    read: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
  },
  {
    rule: 'SsmHybridActivation',
    outlook: 'keyless',
    kinds: ['aws-access-key'],
    title: 'an SSM hybrid activation gives the machine a role',
    why: 'the agent of Systems Manager renews the credentials, and keeps them where the SDKs look',
    when: 'the machine is on Lightsail, in another cloud or at home, and runs the SSM agent',
    whenNot: 'the machine is on EC2, which has instance profiles',
    steps: [
      'make a role that trusts ssm.amazonaws.com, with what the key may do today',
      'aws ssm create-activation --iam-role ROLE --registration-limit 1; the code is good for 24 hours unless you say so',
      'sudo amazon-ssm-agent -register -code CODE -id ID -region REGION on the machine',
      'set AWS_EC2_METADATA_DISABLED=true on Lightsail, whose own identity is not yours; then remove and deactivate the key',
    ],
    read: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-activation-managed-nodes.html',
  },
  {
    rule: 'RolesAnywhere',
    outlook: 'keyless',
    kinds: ['aws-access-key'],
    title: 'IAM Roles Anywhere: a certificate of your own authority stands for the machine',
    why: 'the certificate ends, can be revoked alone, and its key can live in a TPM or on a PKCS#11 token',
    when: 'you have a certificate authority, or want one, and cannot run the SSM agent',
    whenNot:
      'nobody renews the certificate: a private key on a disk that nobody renews is an access key again',
    steps: [
      'make a trust anchor from the certificate of the authority, a profile and a role that trusts rolesanywhere.amazonaws.com',
      'in ~/.aws/config: credential_process = aws_signing_helper credential-process --certificate CERT --private-key KEY --trust-anchor-arn ARN --profile-arn ARN --role-arn ARN',
      'renew the certificate by a timer; then remove and deactivate the access key',
    ],
    read: 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html',
  },
];
