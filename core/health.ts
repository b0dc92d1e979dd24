import { ExitCode } from './exit-code.ts';
import { type HostTrouble, hostTroubles } from './host/host-troubles.ts';
import type {
  AgentTokenStatus,
  ApiKeyStatus,
  CredentialStatus,
  SigningKeyStatus,
  StatusDocument,
  TokenSocketStatus,
} from './status.ts';

/** One look for a monitor: what fails, what will, and whether tokens reach the places where they are read. */
export interface Health {
  readonly schema: 1;
  readonly at: string;
  readonly deployment: string;
  /** 0: all is well. 1: a credential is dead, a sink cannot be written, or the token socket is gone. 2: something ends soon. 3: not provable. */
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly sinks: readonly SinkHealth[];
  /** Can programs of other users reach the broker? null: no token socket is declared. */
  readonly tokenSocket: { readonly path: string; readonly open: boolean } | null;
  readonly credentials: readonly { readonly name: string; readonly state: CredentialStatus['state'] }[];
  readonly apiKeys: readonly { readonly name: string; readonly state: ApiKeyStatus['state'] }[];
  readonly signingKeys: readonly { readonly name: string; readonly state: SigningKeyStatus['state'] }[];
  readonly agentTokens: readonly { readonly name: string; readonly state: AgentTokenStatus['state'] }[];
  /** The gravest first. */
  readonly problems: readonly {
    readonly about: string;
    readonly message: string;
    /** The next command; null where the message says it. */
    readonly remedy: string | null;
  }[];
}

/** What came of the last write. */
export interface SinkHealth {
  readonly sink: string;
  readonly credential: string;
  readonly target: string;
  readonly write: 'written' | 'failed' | 'never';
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: string | null;
  readonly adoption: 'adopted' | 'delivered' | 'unobservable';
  readonly error: string | null;
}

/** Boils a status down to what a monitor decides by. */
export function healthOf(status: StatusDocument): Health {
  const { at, deployment, tokenSocket, credentials, apiKeys, signingKeys, agentTokens, hosts, findings } =
    status;
  const sinks = [...credentials, ...apiKeys, ...agentTokens].flatMap(sinksOf);
  const failed = sinks.filter(({ write }) => write === 'failed');
  const closed = tokenSocket && !tokenSocket.open ? [socketTrouble(tokenSocket)] : [];
  const dead = credentials.filter(isDead);
  const doubtful = credentials.filter((credential) => !dead.includes(credential) && isDoubtful(credential));
  const deadKeys = apiKeys.filter(isDeadKey);
  const doubtfulKeys = apiKeys.filter((key) => !deadKeys.includes(key) && key.incident !== null);
  const troubles = hosts.flatMap((host) => hostTroubles(host).map((trouble) => ({ host, ...trouble })));
  const ours = [...signingKeys, ...agentTokens];
  const broken = ours.filter(isBroken);
  const doubtfulOurs = ours.filter((one) => !isBroken(one) && one.incident !== null);
  return {
    schema: 1,
    at,
    deployment,
    exitCode: exitCode({
      failed:
        dead.length + deadKeys.length + broken.length + failed.length + closed.length > 0 ||
        troubles.some(({ gravity }) => gravity === 'dead'),
      doubtful: [...doubtful, ...doubtfulKeys, ...doubtfulOurs],
      hosts: troubles,
    }),
    sinks,
    tokenSocket: tokenSocket && { path: tokenSocket.path, open: tokenSocket.open },
    credentials: credentials.map(({ name, state }) => ({ name, state })),
    apiKeys: apiKeys.map(({ name, state }) => ({ name, state })),
    signingKeys: signingKeys.map(({ name, state }) => ({ name, state })),
    agentTokens: agentTokens.map(({ name, state }) => ({ name, state })),
    problems: [
      ...dead.map(troubleOf),
      ...deadKeys.map(troubleOfKey),
      ...broken.flatMap(troubleOfOurs),
      ...failed.map(({ sink, error }) => ({ about: `sink ${sink}`, message: error ?? '', remedy: null })),
      ...closed,
      ...doubtful.map(troubleOf),
      ...doubtfulKeys.map(troubleOfKey),
      ...doubtfulOurs.flatMap(troubleOfOurs),
      ...troubles.map(({ host, message, remedy }) => ({ about: `host ${host.name}`, message, remedy })),
      ...findings.map(({ code, message, remedy }) => ({ about: code, message, remedy })),
    ],
  };
}

function sinksOf({
  name: credential,
  deliveries,
}: Pick<CredentialStatus, 'name' | 'deliveries'>): readonly SinkHealth[] {
  return deliveries.map(({ sink, target, generation, fingerprint, deliveredAt, adoption, error }) => {
    const write = error !== null ? 'failed' : deliveredAt === null ? 'never' : 'written';
    return { sink, credential, target, write, generation, fingerprint, deliveredAt, adoption, error };
  });
}

/** Dead, or nothing proves that it lives; an unsettled one still has its last try. */
export function isDead({ state, incident }: CredentialStatus): boolean {
  if (state === 'unsettled') return false;
  return state === 'consentRequired' || state === 'noGrant' || incident?.severity === 'critical';
}

/** Nobody can use it: it was never set, or its issuer or a sink refuses it. */
export function isDeadKey({ state, incident }: ApiKeyStatus): boolean {
  return state === 'noKey' || state === 'refused' || incident?.severity === 'critical';
}

/** What we make ourselves is made at need, so only an incident tells that it cannot be. */
export function isBroken({ incident }: SigningKeyStatus | AgentTokenStatus): boolean {
  return incident?.severity === 'critical';
}

function isDoubtful({ state, incident }: CredentialStatus): boolean {
  return state === 'unsettled' || incident !== null;
}

function troubleOf({ name, state, incident }: CredentialStatus): Health['problems'][number] {
  const about = `grant ${name}`;
  if (incident) return { about, message: incident.message, remedy: incident.remedy };
  const message = state === 'noGrant' ? 'nobody has consented yet' : `its state is ${state}`;
  return { about, message, remedy: `evergrant ${state === 'unsettled' ? 'status' : 'login'} ${name}` };
}

function troubleOfKey({ name, incident }: ApiKeyStatus): Health['problems'][number] {
  const about = `API key ${name}`;
  if (incident) return { about, message: incident.message, remedy: incident.remedy };
  return { about, message: 'nobody has set it yet', remedy: `evergrant key set ${name}` };
}

function troubleOfOurs({
  name,
  kind,
  incident,
}: SigningKeyStatus | AgentTokenStatus): readonly Health['problems'][number][] {
  const about = `${kind === 'signingKey' ? 'signing key' : 'agent token'} ${name}`;
  return incident ? [{ about, message: incident.message, remedy: incident.remedy }] : [];
}

function socketTrouble({ path }: TokenSocketStatus): Health['problems'][number] {
  return { about: 'token socket', message: `no socket lies at ${path}`, remedy: 'restart evergrant up' };
}

function exitCode(of: {
  failed: boolean;
  doubtful: readonly Pick<CredentialStatus, 'incident'>[];
  hosts: readonly Pick<HostTrouble, 'gravity'>[];
}): Health['exitCode'] {
  const { failed, doubtful, hosts } = of;
  if (failed) return ExitCode.Failed;
  if (
    doubtful.some(({ incident }) => incident !== null) ||
    hosts.some(({ gravity }) => gravity === 'endsSoon')
  )
    return ExitCode.Expiring;
  if (doubtful.length > 0 || hosts.length > 0) return ExitCode.NotProvable;
  return ExitCode.Good;
}
