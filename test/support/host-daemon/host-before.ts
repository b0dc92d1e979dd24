import { SQSClient } from '@aws-sdk/client-sqs';
import { nodeDigest as digest } from '../../../adapters/node/node-digest.ts';
import { systemClock as clock } from '../../../adapters/node/system-clock.ts';
import type { RefreshRequest } from '../../../adapters/refresh-function/refresh-function.ts';
import type { CurrentVersion } from '../../../adapters/secrets-manager/current-value.ts';
import type { Broker, RefreshResult, TokenResult } from '../../../core/broker.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { writeTokenValue } from '../../../core/grant/value.ts';
import { EventHub } from '../../../host/broker/event-hub.ts';
import { HostDaemon } from '../../../host/daemon/host-daemon.ts';
import { HostFindings } from '../../../host/daemon/host-findings.ts';
import { quietTheSdk } from '../aws/quiet-sdk.ts';
import { MemoryLedger } from '../fakes/memory-ledger.ts';

export interface HostBeforeOptions {
  readonly declaration: Declaration;
  readonly host: string;
  /** The token that it has. */
  readonly token: string;
  /** Is it told of other tokens than that of its start? @default true */
  readonly isTold?: boolean;
}

/**
 * A host whose deployment is another broker: it has one token of it, and looks at that whenever the broker has another one
 * in force. What AWS does between the two is left out.
 */
export async function hostBefore(
  broker: Broker,
  { declaration, host: name, token, isTold = true }: HostBeforeOptions,
): Promise<{ readonly daemon: HostDaemon; close(): Promise<void> }> {
  const host = declaration.hosts.get(name);
  const credential = declaration.tokens.get(token)?.credential.name;
  if (!host || credential === undefined) throw new Error(`there is no host ${name} or no token ${token}`);
  const now = async () => await broker.token(token, { minValidSeconds: 0 });
  quietTheSdk();
  const sqs = new SQSClient({ region: 'us-east-1' });
  const daemon = new HostDaemon({
    config: {
      deployment: declaration.deployment,
      host: name,
      region: 'us-east-1',
      account: '123456789012',
      identity: { kind: 'instanceProfile' },
    },
    clients: { sqs },
    remote: {
      ask: (request) => asked(broker, { request, token }),
      read: async () => versionOf(await now()),
      describe: async () => versionOf(await now())?.versionId,
    },
    document: { declaration, host, fingerprint: '0123456789ab' },
    ledger: new MemoryLedger(),
    findings: new HostFindings(() => {}),
    hub: new EventHub(),
    clock,
    digest,
    environment: {},
    startedAt: clock.now(),
    unproven: () => undefined,
  });
  await daemon.lookAtAll();
  const over = new AbortController();
  const following = isTold ? follow(broker.follow([credential], over.signal), daemon) : undefined;
  return {
    daemon,
    close: async () => {
      over.abort();
      await following;
      await daemon.close();
      sqs.destroy();
    },
  };
}

async function follow(changes: AsyncIterable<unknown>, daemon: HostDaemon): Promise<void> {
  for await (const _ of changes) await daemon.lookAtAll();
}

/** As the function `refresh` answers. */
async function asked(
  broker: Broker,
  { request, token }: { request: RefreshRequest; token: string },
): Promise<RefreshResult> {
  if ('minValidSeconds' in request)
    return refreshed(await broker.token(token, { minValidSeconds: request.minValidSeconds }));
  if (request.evergrant === 'refresh' && request.unlessFingerprint !== null)
    return refreshed(
      await broker.replaceToken(token, { fingerprint: request.unlessFingerprint, minValidSeconds: 0 }),
    );
  return await broker.refresh(request.credential, {});
}

function refreshed(result: TokenResult): RefreshResult {
  if (result.kind === 'unavailable') return result;
  const { generation, fingerprint } = result;
  return { kind: 'refreshed', generation, fingerprint };
}

function versionOf(result: TokenResult): CurrentVersion | undefined {
  if (result.kind === 'unavailable') return undefined;
  const { accessToken: token, expiresAt, generation } = result;
  const access = { token, tokenType: 'Bearer', issuedAt: (expiresAt ?? clock.now()) - LIFE, expiresAt };
  return {
    versionId: String(generation),
    value: writeTokenValue({ schema: 1, generation, access, scopes: ['sheets'] }),
  };
}

/** Of the contract's tokens, in milliseconds. */
const LIFE = 20_000;
