import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from '@jest/globals';
import { nodeDigest as digest } from '../../../adapters/node/node-digest.ts';
import { longPollClient } from '../../../adapters/sqs/consume-queue.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import { readHostDocument } from '../../../core/host/host-document.ts';
import type { Clock } from '../../../core/ports.ts';
import { DAY, HOUR, MINUTE, type Milliseconds } from '../../../core/time.ts';
import { EventHub } from '../../../host/broker/event-hub.ts';
import { HostDaemon } from '../../../host/daemon/host-daemon.ts';
import { HostFindings } from '../../../host/daemon/host-findings.ts';
import { Pulse } from '../../../host/daemon/pulse.ts';
import { remoteTokens } from '../../../host/daemon/remote-tokens.ts';
import { type SimulatedAws, simulatedAws } from '../../support/aws/simulated-aws.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf, HOST_PRINCIPAL, HostWorld } from '../../support/host-daemon/host-world.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const startAws = simulatedAws();
const folder = temporaryFolders();

/** A token is saved so often, and lives for an hour. */
const SAVED_EVERY: Milliseconds = 40 * MINUTE;

/** The time of the host, which a test moves on. */
class DayClock implements Clock {
  at = Date.now();

  now(): number {
    return this.at;
  }

  async sleep(span: Milliseconds): Promise<void> {
    this.at += span;
  }
}

/** Host `ops`, started with what it kept on its disk: the ledger and the sink. */
class Host {
  readonly said: EvergrantEvent[] = [];
  readonly #over = new AbortController();
  readonly daemon: HostDaemon;
  readonly #running: Promise<unknown>[] = [];

  constructor({ aws, document, ledger, clock }: Parts) {
    const config = {
      deployment: 'jada',
      host: 'ops',
      region: 'us-east-1',
      account: '123456789012',
      identity: { kind: 'instanceProfile' as const },
    };
    const client = aws.client(HOST_PRINCIPAL);
    const hub = new EventHub();
    const lambda = new LambdaClient(client);
    const secretsManager = new SecretsManagerClient(client);
    this.daemon = new HostDaemon({
      config,
      clients: { sqs: longPollClient({ ...client, useQueueUrlAsEndpoint: false }) },
      remote: remoteTokens(config, { lambda, secretsManager }),
      document: { ...readHostDocument(document, { name: 'of the test', host: 'ops' }), fingerprint: '' },
      ledger,
      findings: new HostFindings(() => {}),
      hub,
      clock,
      digest,
      environment: {},
      startedAt: clock.now(),
      unproven: () => undefined,
    });
    this.#running.push(this.#note(hub));
  }

  async start(): Promise<void> {
    await this.daemon.recall();
    this.#running.push(this.daemon.listen({ signal: this.#over.signal, pulse: new Pulse(0) }));
    await this.daemon.lookAtAll();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#running);
    await this.daemon.close();
  }

  get delivered(): readonly (number | undefined)[] {
    return this.said.filter(({ type }) => type === 'delivered').map(({ generation }) => generation);
  }

  async #note(hub: EventHub): Promise<void> {
    for await (const event of hub.follow({ signal: this.#over.signal })) this.said.push(event);
  }
}

interface Parts {
  readonly aws: SimulatedAws;
  /** The host document, as text. */
  readonly document: string;
  readonly ledger: MemoryLedger;
  readonly clock: DayClock;
}

it('a host that was offline for a day has its last token until that ends, then the newest, and none of between', async () => {
  let isOffline = false;
  const aws = await startAws({
    fault: ({ principal }) =>
      isOffline && principal === HOST_PRINCIPAL ? { kind: 'dropBefore' } : undefined,
  });
  const world = new HostWorld({ server: aws, services: aws.services, folder: folder() });
  const clock = new DayClock();
  const parts = { aws, document: await world.deploy(), ledger: new MemoryLedger(), clock };
  const begun = clock.at;
  const save = async (generation: number) => {
    await world.save('sheets', generation, { lifetime: clock.at - Date.now() + HOUR });
    world.tell('sheets', generation);
  };
  await save(1);
  let host = new Host(parts);
  await host.start();
  await until(() => world.inSink('file') === accessTokenOf('sheets', 1));

  isOffline = true;
  let newest = 1;
  const served: string[] = [];
  while (clock.at < begun + DAY) {
    clock.at += SAVED_EVERY;
    newest += 1;
    await save(newest);
    await host.daemon.lookAtAll();
    const result = await host.daemon.broker.token('sheets', { minValidSeconds: 0 });
    served.push(result.kind === 'token' ? `generation ${result.generation}` : result.reason);
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 1));
    if (newest !== 20) continue;
    // And its power fails at noon.
    await host.stop();
    host = new Host(parts);
    await host.start();
  }
  expect(newest).toBe(37);
  expect([...new Set(served)]).toEqual(['generation 1', 'AwsUnreachable']);
  expect(served.filter((said) => said === 'generation 1')).toHaveLength(1);

  isOffline = false;
  await until(() => world.inSink('file') === accessTokenOf('sheets', newest));
  await until(() => world.queue.bodies.length === 0);
  expect(await host.daemon.broker.token('sheets', { minValidSeconds: 0 })).toMatchObject({
    generation: newest,
  });
  await host.stop();
  expect(host.delivered).toEqual([newest]);
}, 60_000);
