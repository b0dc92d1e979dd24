/** What `import … from 'evergrant'` gives: constructs for the AWS CDK. */
export { AuthHealth, type AuthHealthProps } from './auth-health/auth-health.ts';
export type { WatchOptions } from './deployment/daemon-stack.ts';
export type { Declared, HostProps } from './deployment/declared.ts';
export { Deployment, type DeploymentProps } from './deployment/deployment.ts';
export { EvergrantStack, type EvergrantStackProps } from './deployment/evergrant-stack.ts';
export { EvergrantKey, type EvergrantKeyProps } from './evergrant-key/evergrant-key.ts';
export { FailureWatch, type FailureWatchProps } from './failure-watch/failure-watch.ts';
export { HostAccess, type HostAccessProps } from './host-access/host-access.ts';
export { KeyWeb, type KeyWebProps } from './key-web/key-web.ts';
export { Ledger, type LedgerProps } from './ledger/ledger.ts';
export type { GrantDeclarationInput } from './managed-grant/checked-declaration.ts';
export {
  type IManagedGrant,
  ManagedGrant,
  type ManagedGrantAttributes,
  type ManagedGrantProps,
} from './managed-grant/managed-grant.ts';
export { type IOpsChannel, OpsChannel, type OpsChannelProps } from './ops-channel/ops-channel.ts';
export type { SlackChannel } from './ops-channel/slack-channel.ts';
export type { ITokenBroker } from './token-broker/broker-base.ts';
export {
  TokenBroker,
  type TokenBrokerAttributes,
  type TokenBrokerProps,
} from './token-broker/token-broker.ts';
export { type ITokenQueue, TokenQueue, type TokenQueueProps } from './token-queue/token-queue.ts';
