import type { AdviceRule } from '../advice.ts';

/** Static keys of APIs. */
export const API_KEY_RULES: readonly AdviceRule[] = [
  {
    rule: 'CloudIdentityForModels',
    outlook: 'keyless',
    kinds: ['api-key'],
    only: ({ issuer }) => issuer === 'anthropic' || issuer === 'openai',
    title: 'the same kind of models through the cloud that the machine runs in, by its role',
    why: 'clouds sell models under their own identities, so that no key is stored: Amazon Bedrock, Google Vertex AI, Azure with a managed identity',
    when: 'the program can speak to that endpoint, and the models that it uses are sold there',
    whenNot: "a feature or price of the vendor's own API is needed",
    steps: [
      'allow the model to the role of the machine (on AWS: bedrock:InvokeModel)',
      'point the program at the cloud: many SDKs have a client for it',
      'then revoke the key in the console of the vendor',
    ],
  },
  {
    rule: 'OidcInsteadOfKey',
    outlook: 'better',
    kinds: ['api-key'],
    only: ({ issuer }) => issuer === null,
    title: 'OIDC federation, where the API takes the identity of a workload',
    why: 'a token of the platform (GitHub Actions, Kubernetes, a cloud) is exchanged for a short one of the API (RFC 8693), and no key is stored',
    when: 'the documentation of the API speaks of workload identity, OIDC or trusted publishing',
    whenNot: 'the API knows keys only',
    steps: [
      'register the issuer and subject of the platform at the API',
      'exchange the token of the platform when the program starts, then revoke the key',
    ],
  },
  {
    rule: 'RotateByManagementApi',
    outlook: 'better',
    kinds: ['api-key'],
    only: ({ issuer }) => issuer === 'sendgrid',
    title: 'let the broker replace the key by itself',
    why: 'the API can make and delete keys, so that none grows old, and the programs get each successor',
    steps: [
      'declare it below apiKeys: with issuer: sendgrid, rotateEvery: and managedBy: a key that may manage keys; and a sink for each program',
      'evergrant key set NAME < FILE, for this key and for the one that manages it',
      'evergrant rotate NAME --now; delete this key in the console of the vendor when the programs have the new one',
    ],
    read: 'docs/api-keys.md',
  },
  {
    rule: 'ReplaceByHand',
    outlook: 'keep',
    kinds: ['api-key'],
    only: ({ issuer }) => issuer !== 'sendgrid',
    title: 'a key that a person has to replace: let the broker hold it and remind you',
    why: 'no rotator is built for this API; a declared key has an age that is watched, one place, and sinks that follow',
    steps: [
      'declare it below apiKeys: with warnAfter:, and a sink for each program',
      'evergrant key set NAME < FILE, then remove the file',
      'replace it in the console of the vendor when you are reminded, with the narrowest rights that it offers',
    ],
    read: 'docs/api-keys.md',
  },
];
