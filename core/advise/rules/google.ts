import type { AdviceRule } from '../advice.ts';
import { isConsumer, reachOf } from '../google-scopes.ts';
import type { StoredSecret } from '../stored-secret.ts';

const isGoogles = ({ issuer }: StoredSecret): boolean => issuer === 'google';

/** Service account keys, and grants of people that a robot could take over. */
export const GOOGLE_RULES: readonly AdviceRule[] = [
  {
    rule: 'FederateFromAws',
    outlook: 'keyless',
    kinds: ['google-service-account-key'],
    title: 'let Google accept the AWS identity of this machine (Workload Identity Federation)',
    why: 'a key file has no end and works for whoever copies it; a federated token lives for an hour and no file is left to copy',
    when: 'the broker runs on EC2 with an instance profile, or has AWS credentials in its environment',
    whenNot:
      'the machine has no AWS identity of yours (a laptop, a plain Lightsail box), or the key is used for domain-wide delegation; profiles in ~/.aws, ECS, EKS and Lambda are not looked at',
    steps: [
      'gcloud iam workload-identity-pools create POOL --location=global',
      'gcloud iam workload-identity-pools providers create-aws PROVIDER --location=global --workload-identity-pool=POOL --account-id=AWS_ACCOUNT',
      'grant roles/iam.workloadIdentityUser on the service account to the AWS role, as a principalSet of the pool',
      'declare a grant with kind: aws-federation, start evergrant up again, then evergrant refresh GRANT proves it',
      'disable the old key for some days, then delete it: gcloud iam service-accounts keys disable KEY_ID --iam-account=EMAIL',
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'ImpersonateServiceAccount',
    outlook: 'keyless',
    kinds: ['google-service-account-key'],
    title: 'impersonate the service account instead of holding its key',
    why: 'whoever has an identity at Google already (a person with gcloud, a workload on Google Cloud) can be allowed to act as it for an hour at a time',
    when: 'the programs run on Google Cloud, or a person starts them',
    whenNot: 'the programs run unattended and outside Google Cloud: federate instead',
    steps: [
      'grant roles/iam.serviceAccountTokenCreator on the service account to the person or workload',
      'gcloud auth application-default login --impersonate-service-account=EMAIL, or attach the service account to the workload',
      'disable the old key for some days, then delete it',
    ],
    read: 'https://cloud.google.com/iam/docs/service-account-impersonation',
  },
  {
    rule: 'ServiceAccountBehindTheBroker',
    outlook: 'better',
    kinds: ['google-service-account-key'],
    only: ({ kept }) => kept === 'found',
    title: 'let the broker hold the key, and give programs its hourly token',
    why: 'the key is then readable by one user of one machine, and a program that leaks its token leaks an hour',
    steps: [
      'chown the key to the user of the broker, chmod 600',
      'declare a grant with kind: service-account and keyFile: PATH, and a sink for each program',
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'ShareWithServiceAccount',
    outlook: 'keyless',
    kinds: ['refresh-token'],
    only: (secret) => isGoogles(secret) && reachOf(secret) === 'shareable',
    title: "share the documents with a service account, and drop the person's consent",
    why: 'no consent can expire, be revoked or end with a password; the robot sees what was shared with it and nothing else. It suits consumer accounts too',
    when: 'the programs need certain files or folders of Drive and Sheets, and not everything that the person sees',
    whenNot: 'files have to belong to the person, or sharing outside the organisation is forbidden',
    steps: [
      'gcloud iam service-accounts create NAME',
      'share the file or folder with NAME@PROJECT.iam.gserviceaccount.com, as Viewer or Editor',
      'declare a grant with kind: aws-federation, or kind: service-account where the machine has no AWS role; the scopes stay',
      'point the sink at it, see the programs work, then evergrant forget GRANT --revoke --yes',
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'DelegateInWorkspace',
    outlook: 'better',
    kinds: ['refresh-token'],
    only: (secret) =>
      isGoogles(secret) &&
      !isConsumer(secret) &&
      (reachOf(secret) === 'personal' || reachOf(secret) === 'unknown'),
    title: 'a service account with domain-wide delegation acts for the person',
    why: "an administrator's policy takes the place of a consent: no seven days, no password change, no session limit ends it. Its key is a secret again, which the broker alone reads",
    when: 'the account belongs to a Google Workspace, and an administrator adds client ID and exact scopes (Admin console, API controls, domain-wide delegation); it may take up to 24 hours',
    whenNot:
      'the account is a consumer account (gmail.com): there is no administrator, and no robot reads its mail. The delegation covers every account of the domain, so it is worth its own service account with the narrowest scopes',
    steps: [
      'gcloud iam service-accounts create NAME, make a key of it, and note its numeric client ID',
      'an administrator adds this ID with exactly the scopes of the grant',
      'declare a grant with kind: service-account and subject: ACCOUNT, with the same scopes',
      'point the sink at it, see the programs work, then evergrant forget GRANT --revoke --yes',
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'CloudWithoutPerson',
    outlook: 'keyless',
    kinds: ['refresh-token'],
    only: (secret) => isGoogles(secret) && reachOf(secret) === 'cloud',
    title: 'give the roles to a service account, and federate or impersonate it',
    why: 'Google Cloud asks for roles and not for a person; what runs unattended should not carry the rights of one',
    steps: [
      'gcloud iam service-accounts create NAME, and grant it the roles that the programs need',
      'on AWS declare a grant with kind: aws-federation; on Google Cloud attach the service account',
      "then revoke the person's consent: evergrant forget GRANT --revoke --yes, or gcloud auth application-default revoke",
    ],
    read: 'docs/keyless.md',
  },
  {
    rule: 'ConsumerAccountNeedsConsent',
    outlook: 'keep',
    kinds: ['refresh-token'],
    only: (secret) =>
      isGoogles(secret) &&
      isConsumer(secret) &&
      reachOf(secret) !== 'shareable' &&
      reachOf(secret) !== 'cloud',
    title: 'a consumer account can be reached by consent only',
    why: "delegation needs an administrator, whom a gmail.com account has not; nothing but the person's consent opens its mail and calendar",
    steps: [
      'publish the client, so that consent does not end after seven days: docs/google-client.md',
      'ask for the narrowest scopes, and let the broker alone hold the refresh token',
    ],
    read: 'docs/google-client.md',
  },
];
