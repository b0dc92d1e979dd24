import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { LogStream } from '../../../adapters/cloudwatch-logs/log-stream.ts';
import type { HostFinding } from '../../../core/host/host-report.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import { redact } from '../../../core/verdict/redact.ts';
import { daemonLogGroup, hostLogGroup } from '../../../core/wire.ts';
import { LogShipper, type LogShipperOptions } from '../../../host/daemon/log-shipper.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { ManualWaitingClock } from '../../support/fakes/manual-waiting-clock.ts';

const start = simulatedAws();
const NOW = Date.UTC(2026, 4, 13, 14, 30);
const GROUP = daemonLogGroup('jada', 'port-sheet');
const OWN = hostLogGroup('jada', 'ops');

async function shipping(options: Partial<LogShipperOptions> = {}) {
  const clock = new ManualWaitingClock(NOW);
  const network = { down: false };
  const aws = await start({
    now: () => clock.now(),
    fault: () => (network.down ? { kind: 'dropBefore' } : undefined),
  });
  const groups = [GROUP, OWN].map((name) => aws.services.logs.addGroup(name));
  const client = new CloudWatchLogsClient(aws.client());
  const troubles = new Map<string | undefined, HostFinding | undefined>();
  const shipper = new LogShipper({
    host: 'ops',
    clock,
    redact,
    judgeLine,
    destination: (daemon) => {
      const logGroup = daemon === undefined ? OWN : daemonLogGroup('jada', daemon);
      const stream = new LogStream({ client, logGroup, stream: 'ops' });
      return { logGroup, put: (events) => stream.put(events) };
    },
    told: (daemon, trouble) => void troubles.set(daemon, trouble),
    ...options,
  });
  const stop = new AbortController();
  const running = shipper.run(stop.signal);
  const end = async () => {
    stop.abort();
    await running;
  };
  const texts = (group = GROUP) =>
    groups[group === GROUP ? 0 : 1]?.events.map(({ message }) => message) ?? [];
  return { aws, clock, network, shipper, troubles, end, texts };
}

/** Lets the shipper come round once more, and waits until it has. */
async function round(clock: ManualWaitingClock): Promise<void> {
  await clock.reach(clock.now() + 5 * SECOND);
  await clock.waitedFor(clock.now() + 5 * SECOND);
}

describe('shipping lines', () => {
  it('sends the lines of a daemon to its log group, in a stream of the host', async () => {
    const { aws, shipper, end, texts } = await shipping();
    shipper.line('port-sheet', 'starts');
    shipper.line('port-sheet', '[crew] synced 12 rows');
    shipper.own('evergrant-host is up');
    await end();
    expect(texts()).toEqual(['starts', '[crew] synced 12 rows']);
    expect(texts(OWN)).toEqual(['evergrant-host is up']);
    expect([...(aws.services.logs.groups.get(GROUP)?.streams ?? [])]).toEqual(['ops']);
  });

  it('lets no secret out', async () => {
    const { shipper, end, texts, aws } = await shipping();
    const secret = 'ya29.a0AfB_byDfakefakefakefakefakefake1234567890';
    shipper.line('port-sheet', `Authorization: Bearer ${secret}`);
    shipper.line('port-sheet', `{"access_token":"${secret}","expires_in":3599}`);
    shipper.line('port-sheet', `${'x'.repeat(16_380)} ${secret}`);
    shipper.own(`token=${secret}`);
    shipper.event({ at: NOW, daemon: 'port-sheet', type: 'brokerLost', message: `refused ${secret}` });
    await end();
    expect([...texts(), ...texts(OWN)]).toHaveLength(5);
    expect(JSON.stringify(aws.calls)).not.toContain('AfB_by');
    expect(texts()[2]).toMatch(/ \[cut\]$/);
  });

  it('puts its verdict beside a line that shows a refused token', async () => {
    const refused: string[] = [];
    const { shipper, end, texts } = await shipping({
      refused: (daemon, { verdict, line }) => void refused.push(`${daemon} ${verdict.class} ${line}`),
    });
    shipper.line('port-sheet', '[crew] token error: HTTP Error 400: {"error":"invalid_grant"}');
    shipper.line('port-sheet', 'synced');
    await end();
    const [raw, verdict, synced] = texts();
    expect(raw).toContain('invalid_grant');
    expect(JSON.parse(verdict ?? '')).toEqual({
      schema: 1,
      at: '2026-05-13T14:30:00.000Z',
      daemon: 'port-sheet',
      host: 'ops',
      type: 'tokenRefused',
      class: 'permanent_reauth',
      reason: expect.any(String),
      message: expect.any(String),
    });
    expect(synced).toBe('synced');
    expect(refused).toEqual([`port-sheet permanent_reauth ${raw}`]);
  });

  it('sends what supervisors say as JSON, as evergrant run --json does', async () => {
    const { shipper, end, texts } = await shipping();
    const message = 'Authorization: Bearer abcdefgh12345678" and more';
    shipper.event({ at: NOW, daemon: 'port-sheet', type: 'brokerLost', message });
    await end();
    expect(JSON.parse(texts()[0] ?? '')).toMatchObject({
      schema: 1,
      type: 'brokerLost',
      daemon: 'port-sheet',
    });
  });

  it('keeps the newest lines of a day offline within bounds, and says how many it lost', async () => {
    const most = 64 * 1024;
    const { clock, network, shipper, troubles, end, texts } = await shipping({ most });
    network.down = true;
    for (let line = 0; line < 20_000; line += 1) shipper.line('port-sheet', `line ${line}`);
    await round(clock);
    for (let line = 20_000; line < 30_000; line += 1) shipper.line('port-sheet', `line ${line}`);
    expect(troubles.get('port-sheet')).toMatchObject({
      code: 'LinesNotShipped',
      message: expect.stringContaining(GROUP),
    });
    network.down = false;
    clock.set(clock.now() + 10 * MINUTE);
    await end();
    const [loss, ...rest] = texts();
    const lost = Number(/^\[evergrant\] (\d+) lines were lost here/.exec(loss ?? '')?.[1]);
    expect(lost + rest.length).toBe(30_000);
    expect(rest.at(-1)).toBe('line 29999');
    expect(Buffer.byteLength(rest.join(''))).toBeLessThan(most);
    expect(troubles.get('port-sheet')).toBeUndefined();
  });

  it('ships no more than its rate of a daemon that floods, but what is grave, and says so', async () => {
    const { clock, shipper, end, texts } = await shipping({ rate: { bytes: 1_000, per: MINUTE } });
    for (let line = 0; line < 500; line += 1) shipper.line('port-sheet', 'a line of twenty chr');
    shipper.line('port-sheet', 'token error: HTTP Error 400: {"error":"invalid_grant"}');
    clock.set(NOW + MINUTE);
    shipper.line('port-sheet', 'calm again');
    await end();
    const shipped = texts();
    expect(shipped.filter((text) => text === 'a line of twenty chr')).toHaveLength(50);
    expect(shipped.some((text) => text.includes('invalid_grant'))).toBe(true);
    expect(shipped.slice(-2)).toEqual([
      '[evergrant] 450 lines not shipped: more than 1000 bytes within 60 seconds',
      'calm again',
    ]);
  });

  it('ships a large amount in calls that the service takes', async () => {
    const { shipper, end, texts, aws } = await shipping({ rate: { bytes: 64 * 1024 * 1024, per: MINUTE } });
    for (let line = 0; line < 300; line += 1) shipper.line('port-sheet', `${line} ${'word '.repeat(2_000)}`);
    await end();
    expect(texts()).toHaveLength(300);
    const calls = aws.calls.filter(({ action }) => action === 'logs:PutLogEvents');
    expect(calls.length).toBeGreaterThan(2);
  });

  it('does not let one log group that is missing keep back the others', async () => {
    const { shipper, end, texts, troubles } = await shipping();
    shipper.line('undeployed', 'starts');
    shipper.line('port-sheet', 'synced');
    await end();
    expect(texts()).toEqual(['synced']);
    expect(troubles.get('undeployed')).toMatchObject({ code: 'LinesNotShipped' });
    expect(troubles.get('port-sheet')).toBeUndefined();
  });
});
