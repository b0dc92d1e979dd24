/** What `import … from 'evergrant'` gives: constructs for the AWS CDK. */
export { AuthHealth, type AuthHealthProps } from './auth-health/auth-health.ts';
export type { WatchOptions } from './deployment/daemon-stack.ts';
export type { Declared, HostProps } from './deployment/declared.ts';
export { declaredFrom } from './deployment/declared-from.ts';
export { Deployment, type DeploymentProps } from './deployment/deployment.ts';
export { EvergrantStack, type EvergrantStackProps } from './deployment/evergrant-stack.ts';
export { Ec2Host, type Ec2HostProps } from './ec2-host/ec2-host.ts';
export { HostNetwork, type HostNetworkProps } from './ec2-host/host-network.ts';
export { EvergrantKey, type EvergrantKeyProps } from './evergrant-key/evergrant-key.ts';
export { ExternalHost, type ExternalHostProps } from './external-host/external-host.ts';
export { FailureWatch, type FailureWatchProps } from './failure-watch/failure-watch.ts';
export type { IHost } from './host/host.ts';
export type { HostBaseProps } from './host/host-base.ts';
export { HostAccess, type HostAccessProps } from './host-access/host-access.ts';
export { ActivationFunction, type ActivationFunctionProps } from './host-activation/activation-function.ts';
export { HostActivation, type HostActivationProps } from './host-activation/host-activation.ts';
export { HostRelease, type HostReleaseProps, type IHostRelease } from './host-release/host-release.ts';
export { KeyWeb, type KeyWebProps } from './key-web/key-web.ts';
export { Ledger, type LedgerProps } from './ledger/ledger.ts';
export { LightsailHost, type LightsailHostProps } from './lightsail-host/lightsail-host.ts';
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
