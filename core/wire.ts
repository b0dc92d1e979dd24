/**
 * Every name of a deployment in AWS that two programs share: stacks make what the functions and the command line find
 * by these names. A name never holds a secret.
 */

/** What a secret is for, and so who may read it: only `token` is for hosts. */
export type SecretKind = 'grant' | 'token' | 'client' | 'key';

/** Name of a secret: `evergrant/jada/grant/crew-sheets`. Used whole, never as part of an ARN. */
export function secretName(deployment: string, id: `${SecretKind}/${string}`): string {
  return `evergrant/${deployment}/${id}`;
}

export function tableName(deployment: string): string {
  return `evergrant-${deployment}`;
}

/** Index of the ledger table that lists grants by when they are to be looked at. */
export const DUE_INDEX = 'due';

/** Parameter of Systems Manager that holds the {@link GrantDocument} of a grant, a signing key or an agent's token. */
export function grantParameter(deployment: string, grant: string): string {
  return `/evergrant/${deployment}/grant/${grant}`;
}

/** Parameter of Systems Manager that holds the document of a host: what its daemon delivers, runs and watches. */
export function hostParameter(deployment: string, host: string): string {
  return `/evergrant/${deployment}/host/${host}`;
}

/** Parameter of Systems Manager that says which host daemon hosts run: `{"schema":1,"sha256":…,"source":"s3://…"}`. */
export function releaseParameter(deployment: string): string {
  return `/evergrant/${deployment}/release`;
}

/** The one role of a host: that of its instance profile, or of its hybrid activation. */
export function hostRoleName(deployment: string, host: string): string {
  return `evergrant-${deployment}-host-${host}`;
}

/** Tag of instances and hybrid activations by which Systems Manager finds a host; its value is {@link hostTagValue}. */
export const HOST_TAG = 'evergrant:host';

export function hostTagValue(deployment: string, host: string): string {
  return `${deployment}/${host}`;
}

/** Log group of what the daemon of a host says itself. */
export function hostLogGroup(deployment: string, host: string): string {
  return `/evergrant/${deployment}/host/${host}`;
}

/** Document of Systems Manager that brings a release and its units to a host. */
export function updateDocumentName(deployment: string, host: string): string {
  return `evergrant-${deployment}-update-${host}`;
}

/** Queue over which one run of `refresh` passes grants on to others. No host may be called so. */
export const FAN_OUT = 'fan-out';

/** Queue of one consumer host. */
export function hostQueueName(deployment: string, host: string): string {
  return `evergrant-${deployment}-${host}`;
}

export type FunctionName = 'refresh' | 'rotate' | 'notify' | 'web' | 'activation';

export function functionName(deployment: string, name: FunctionName): string {
  return `evergrant-${deployment}-${name}`;
}

/** Log group of one of our functions. */
export function functionLogGroup(deployment: string, name: FunctionName): string {
  return `/evergrant/${deployment}/${name}`;
}

/** Log group that a daemon's lines are shipped to. */
export function daemonLogGroup(deployment: string, daemon: string): string {
  return `/evergrant/${deployment}/daemon/${daemon}`;
}

/** The topic that people subscribe to, and the one that alarms speak to `notify` through. */
export function topicName(deployment: string, topic: 'ops' | 'alarms'): string {
  return `evergrant-${deployment}-${topic}`;
}

/** Namespace of the gauges; their one dimension is `Deployment`. */
export const GAUGE_NAMESPACE = 'Evergrant';

/** Gauges that every tick of `refresh` emits, whether or not anything happens. */
export const GAUGES = {
  /** 1. */
  heartbeat: 'Heartbeat',
  /** Highest number of failures in a row over all grants. */
  consecutiveFailures: 'ConsecutiveFailures',
  /** Shortest life left of a token in force, in seconds. Absent while there is none. */
  secondsToExpiry: 'SecondsToExpiry',
  openIncidents: 'OpenIncidents',
  /** Grants that were due five minutes ago or longer. */
  overdue: 'Overdue',
  /** Hosts that reported within the last week and not within the last 15 minutes. */
  hostsSilent: 'HostsSilent',
} as const;

/** Namespace of what metric filters count in the daemons' own lines. */
export function daemonNamespace(deployment: string): string {
  return `Evergrant/${deployment}`;
}

/** 1 for a line by which the daemon was refused with its token or got none, 0 for one by which it was not. */
export function daemonMetric(daemon: string): string {
  return `${daemon}.TokenTrouble`;
}

/** The one alarm of a daemon that speaks: its token has been refused again and again. */
export function daemonAlarm(deployment: string, daemon: string): string {
  return `evergrant-${deployment}-daemon-${daemon}`;
}

/** Rings for each credential that a daemon's lines name as refused three times within a day. */
export function credentialAlarm(deployment: string, daemon: string): string {
  return `${daemonAlarm(deployment, daemon)}-by-credential`;
}

/** Alarms on the deployment as a whole. */
export type HealthAlarm =
  /** Any of the others, or of the daemons'. */
  | 'auth-is-broken'
  | 'heartbeat-missing'
  | 'grant-failing'
  | 'token-expiring'
  | 'refresh-overdue'
  | 'host-silent'
  | 'rotation-failed'
  | 'refresh-failed'
  | 'notify-failed'
  | 'messages-dead';

export function healthAlarm(deployment: string, alarm: HealthAlarm): string {
  return `evergrant-${deployment}-${alarm}`;
}

/** Environment of the functions. */
export const ENVIRONMENT = {
  deployment: 'EVERGRANT_DEPLOYMENT',
  table: 'EVERGRANT_TABLE',
  key: 'EVERGRANT_KEY_ARN',
  opsTopic: 'EVERGRANT_OPS_TOPIC_ARN',
  fanOutQueue: 'EVERGRANT_FAN_OUT_QUEUE_URL',
  /** Of `web` alone: whose public keys it serves, as a list in JSON. */
  issuers: 'EVERGRANT_ISSUERS',
} as const;

/** What a consumer host is told: ask for this token, and again if what you get is older. */
export interface TokenNotice {
  readonly schema: 1;
  /** Name of the token. */
  readonly credential: string;
  readonly generation: number;
}

/** A grant to be looked at, on its way from one `refresh` to the next. */
export interface FanOutMessage {
  readonly schema: 1;
  /** Name of the grant. */
  readonly credential: string;
}

/** Tag of a token secret that names the grant which feeds it. */
export const GRANT_TAG = 'evergrant:grant';
