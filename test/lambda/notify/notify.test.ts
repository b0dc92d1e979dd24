import { describe, expect, it } from '@jest/globals';
import { judgedLineJson } from '../../../core/daemon/judged-line.ts';
import { updateGrant } from '../../../core/ledger/update.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import {
  credentialAlarm,
  daemonAlarm,
  daemonLogGroup,
  functionLogGroup,
  healthAlarm,
} from '../../../core/wire.ts';
import { lookAt } from '../../../lambda/refresh/look-at.ts';
import {
  type AlarmChange,
  compositeAlarm,
  logAlarm,
  metricAlarm,
  snsEvent,
} from '../../support/alarm-messages.ts';
import { AwsError } from '../../support/aws/aws-error.ts';
import { httpListeners } from '../../support/http-listener.ts';
import { GRANT, notifyWorlds } from '../../support/notify-world.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const start = notifyWorlds();
const listen = httpListeners();

const LOG = daemonLogGroup('jada', 'port-sheet');
const TOKEN_ERROR = '[port-sheet] token error: HTTP Error 400: Bad Request';
const SYSTEM_1 = [
  TOKEN_ERROR,
  '[port-sheet] sync cycle failed at 2026-05-13T14:30:00Z',
  '[port-sheet] retrying in 30 minutes',
];

const daemonRings = (change: Partial<AlarmChange> = {}, daemon = 'port-sheet') =>
  snsEvent(compositeAlarm({ name: daemonAlarm('jada', daemon), ...change }));
const credentialRings = (change: Partial<AlarmChange> = {}, credential = 'port-sheet') =>
  snsEvent(logAlarm({ name: credentialAlarm('jada', 'port-sheet'), ...change }, { credential }));

describe('a daemon that is refused because its grant is dead', () => {
  it('is told as the incident of its grant, with cause, evidence, who is affected and what to type', async () => {
    const world = await start();
    world.revoke();
    world.log(LOG, SYSTEM_1);
    await world.notify(daemonRings());
    const mails = await world.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe('CRITICAL: grant crew-sheets of jada is already failing');
    expect(mails[0]?.text.split('\n')).toEqual([
      'CRITICAL: grant crew-sheets of jada is already failing',
      '',
      expect.stringMatching(/^cause: /),
      expect.stringMatching(/^likely: /),
      expect.stringMatching(/^likely: /),
      expect.stringMatching(/^likely: /),
      `evidence: ${TOKEN_ERROR}`,
      'affected: port-sheet, port-sheet-token',
      'time left: already failing, time left 0',
      'next: evergrant login crew-sheets',
    ]);
    const sends = world.server.record.length;
    await world.notify(daemonRings());
    await world.notify(credentialRings());
    expect(await world.mails()).toHaveLength(1);
    expect(world.server.record).toHaveLength(sends);
  });

  it('shows the lines themselves, and the verdicts of its host only where no filter knows the lines', async () => {
    const verdict = judgedLineJson(
      { class: 'permanent_reauth', reason: 'RefreshTokenRevoked', message: 'the refresh token was revoked' },
      { at: Date.now(), daemon: 'port-sheet', host: 'ops' },
    );
    const both = await start();
    both.revoke();
    both.log(LOG, [TOKEN_ERROR, verdict]);
    await both.notify(daemonRings());
    const [known] = await both.mails();
    expect(known?.text).toContain(`evidence: ${TOKEN_ERROR}`);
    expect(known?.text).not.toContain('tokenRefused');
    const alone = await start();
    alone.revoke();
    alone.log(LOG, ['le jeton a expiré', verdict]);
    await alone.notify(daemonRings());
    expect((await alone.mails())[0]?.text).toContain('"reason":"RefreshTokenRevoked"');
  });

  it('reaches an HTTP subscriber as the JSON that chats and programs read', async () => {
    const world = await start();
    const { origin, heard } = await listen((_, response) => void response.writeHead(200).end());
    const topic = [...world.aws.services.sns.topics.values()][0];
    if (!topic) throw new Error('no topic');
    const subscription = world.aws.services.sns.subscribe(topic, { protocol: 'http', endpoint: origin });
    subscription.isConfirmed = true;
    world.revoke();
    world.log(LOG, SYSTEM_1);
    await world.notify(daemonRings());
    await world.aws.services.sns.idle();
    const notifications = heard.filter(({ body }) => JSON.parse(body).Type === 'Notification');
    expect(notifications).toHaveLength(1);
    expect(JSON.parse(JSON.parse(notifications[0]?.body ?? '').Message)).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        title: 'CRITICAL: grant crew-sheets of jada is already failing',
        description: expect.stringContaining(`evidence: ${TOKEN_ERROR}`),
        nextSteps: ['evergrant login crew-sheets'],
      },
      metadata: { threadId: 'jada/crew-sheets', eventType: 'opened' },
    });
  });

  it('scenario 26: is one message, however many daemons it hits at the same time', async () => {
    const daemons = Array.from({ length: 15 }, (_, index) => `agent-${index + 1}`);
    const world = await start({ daemons });
    world.revoke();
    for (const daemon of daemons) world.log(daemonLogGroup('jada', daemon), SYSTEM_1);
    await Promise.all(daemons.map((daemon) => world.notify(daemonRings({}, daemon))));
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'CRITICAL: grant crew-sheets of jada is already failing',
    ]);
    expect(mails[0]?.text).toContain(`affected: ${daemons.join(', ')}`);
  });

  it('says nothing of its own when the daemon works again: the end of the incident does', async () => {
    const world = await start();
    world.revoke();
    world.log(LOG, SYSTEM_1);
    await world.notify(daemonRings());
    await world.notify(daemonRings({ state: 'OK', at: Date.now() + MINUTE }));
    expect(await world.mails()).toHaveLength(1);
  });
});

describe('a daemon that is refused with a token too young to be replaced', () => {
  /** A world whose token was issued just now and may be replaced in half a second. */
  const young = async () => {
    const world = await start();
    const { ledger } = world.deployment;
    await updateGrant(ledger, GRANT, (state) => {
      const issuedAt = Date.now() + state.clockOffset;
      return { ...state, issuedAt, expiresAt: issuedAt + 5 * SECOND };
    });
    world.log(LOG, SYSTEM_1);
    return world;
  };

  it('is told as the incident of its grant and of nothing else, where that is dead', async () => {
    const world = await young();
    world.revoke();
    await world.notify(daemonRings());
    await lookAt(world.deployment, GRANT, { kind: 'tick' });
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'CRITICAL: grant crew-sheets of jada is already failing',
    ]);
  });

  it('is told of itself, where the grant gives another token', async () => {
    const world = await young();
    const sends = world.server.record.length;
    await world.notify(daemonRings());
    expect(world.server.record.length - sends).toBe(1);
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'CRITICAL: daemon port-sheet of jada is already failing',
    ]);
    expect(mails[0]?.text).toContain('its grant is good: crew-sheets (renewed just now)');
  });
});

describe('a daemon that is refused although its grant is good', () => {
  it('is told of itself, once, with the likelier cause, and once that it works again', async () => {
    const world = await start();
    world.log(LOG, [...SYSTEM_1, ...SYSTEM_1]);
    const rings = daemonRings();
    await world.notify(rings);
    await world.notify(rings);
    const mails = await world.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text.split('\n')).toEqual([
      'CRITICAL: daemon port-sheet of jada is already failing',
      '',
      expect.stringMatching(
        /^cause: the daemon is refused again and again; its grant is good: crew-sheets \((fresh|renewed just now)\) \(DaemonRefused\)$/,
      ),
      expect.stringMatching(/^likely: it holds an older token in memory/),
      `evidence: ${TOKEN_ERROR}`,
      `evidence: ${TOKEN_ERROR}`,
      'affected: port-sheet',
      'time left: already failing, time left 0',
      'next: evergrant explain --alarm evergrant-jada-daemon-port-sheet',
    ]);
    const over = daemonRings({ state: 'OK', at: Date.now() + HOUR });
    await world.notify(over);
    await world.notify(over);
    await world.notify(rings);
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'CRITICAL: daemon port-sheet of jada is already failing',
      'INFO: daemon port-sheet of jada works again',
    ]);
  });

  it('is one message where both of its alarms ring, and rings anew after its end', async () => {
    const world = await start();
    world.log(LOG, SYSTEM_1);
    const at = Date.now() - 2 * HOUR;
    await world.notify(credentialRings({ at }));
    await world.notify(daemonRings({ at: at + 15 * MINUTE }));
    await world.notify(credentialRings({ at: at + 20 * MINUTE, state: 'OK' }));
    expect(await world.mails()).toHaveLength(1);
    await world.notify(daemonRings({ at: at + HOUR, state: 'OK' }));
    await world.notify(daemonRings({ at: at + 2 * HOUR }));
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'CRITICAL: daemon port-sheet of jada is already failing',
      'INFO: daemon port-sheet of jada works again',
      'CRITICAL: daemon port-sheet of jada is already failing',
    ]);
  });

  it('holds an older token in memory where its supervisor names that token', async () => {
    const world = await start();
    const report = { type: 'refusalReported', grant: GRANT, fingerprint: 'a1b2c3d4e5f6', answer: 'fresh' };
    world.log(LOG, [JSON.stringify(report)]);
    const sends = world.server.record.length;
    await world.notify(daemonRings());
    const [mail] = await world.mails();
    expect(mail?.text).toMatch(
      /likely: it holds an older token .*; it was refused with a1b2c3d4e5f6, and [0-9a-f]{12} of crew-sheets is in force/,
    );
    expect(world.server.record).toHaveLength(sends);
  });

  it('closes what only its alarm by credential began, when that credential is well again', async () => {
    const world = await start();
    world.log(LOG, SYSTEM_1);
    await world.notify(credentialRings());
    expect((await world.mails())[0]?.text).toContain(
      'the daemon is refused again and again with port-sheet; its grant is good',
    );
    await world.notify(credentialRings({ state: 'OK', at: Date.now() + HOUR }, 'another'));
    expect(await world.mails()).toHaveLength(1);
    await world.notify(credentialRings({ state: 'OK', at: Date.now() + HOUR }));
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'CRITICAL: daemon port-sheet of jada is already failing',
      'INFO: daemon port-sheet of jada works again',
    ]);
  });

  it('is told without lines and grants where neither can be read', async () => {
    const world = await start({
      fault: ({ action }) =>
        action === 'logs:DescribeMetricFilters' || action === 'ssm:GetParametersByPath'
          ? { kind: 'throttle' }
          : undefined,
    });
    await world.notify(daemonRings());
    const [mail] = await world.mails();
    expect(mail?.text).toContain('its grants could not be looked up (DaemonRefused)');
  });

  it('says that nothing is declared for a daemon that nobody declared', async () => {
    const world = await start();
    await world.notify(daemonRings({}, 'other'));
    expect((await world.mails())[0]?.text).toContain('no grant of this deployment is declared for it');
  });
});

describe('a grant that cannot be checked', () => {
  it('is one message for all its daemons, which names what stood in the way', async () => {
    const world = await start({ daemons: ['one', 'two'] });
    world.aws.services.lambda.functions.clear();
    await world.notify(daemonRings({}, 'one'));
    await world.notify(daemonRings({}, 'two'));
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'CRITICAL: grant crew-sheets of jada is already failing',
    ]);
    expect(mails[0]?.text).toContain(
      'function evergrant-jada-refresh: there is none in this account and Region',
    );
    await world.notify(daemonRings({ state: 'OK', at: Date.now() + HOUR }, 'two'));
    expect((await world.mails()).at(-1)?.subject).toBe('INFO: grant crew-sheets of jada works again');
  });

  it('is told when its check does not end in time', async () => {
    const world = await start({ checkTime: 200 });
    world.aws.services.lambda.functions.set('evergrant-jada-refresh', () => new Promise(() => undefined));
    await world.notify(daemonRings());
    expect((await world.mails())[0]?.text).toContain(
      'its grant could not be checked: function evergrant-jada-refresh: no answer to lambda:InvokeFunction',
    );
  });

  it('is left to whoever refreshes while the issuer is down', async () => {
    const world = await start();
    for (let turn = 0; turn < 3; turn += 1) world.server.faults.add({ kind: 'status', status: 503 });
    world.log(LOG, SYSTEM_1);
    await world.notify(daemonRings());
    expect((await world.deployment.ledger.read('grant', GRANT))?.item.backoff).not.toBeNull();
    expect(await world.mails()).toEqual([]);
  });
});

describe('an alarm on the deployment as a whole', () => {
  const rings = (
    alarm: 'grant-failing' | 'token-expiring' | 'rotation-failed',
    change: Partial<AlarmChange> = {},
  ) => snsEvent(metricAlarm({ name: healthAlarm('jada', alarm), ...change }));

  it('says nothing where the incident of the grant does', async () => {
    const world = await start();
    world.revoke();
    await world.notify(daemonRings());
    for (const alarm of ['grant-failing', 'token-expiring'] as const) await world.notify(rings(alarm));
    expect(await world.mails()).toHaveLength(1);
  });

  it('names the grant that nobody was told of, and who is affected, once, and its end', async () => {
    const world = await start();
    await world.notify(rings('token-expiring'));
    await world.notify(rings('token-expiring'));
    await world.notify(rings('token-expiring', { state: 'OK', at: Date.now() + HOUR }));
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'CRITICAL: alarm evergrant-jada-token-expiring of jada rings',
      'INFO: alarm evergrant-jada-token-expiring of jada is over',
    ]);
    expect(mails[0]?.text).toMatch(/about to end; crew-sheets has a token that ends in .* \(TokenExpiring\)/);
    expect(mails[0]?.text).toContain('affected: port-sheet, port-sheet-token');
    expect(mails[0]?.text).toContain('next: evergrant explain --alarm evergrant-jada-token-expiring');
    expect(mails[0]?.text).not.toContain('time left');
  });

  it('says what a rotation announced of its failure', async () => {
    const world = await start();
    const finding = {
      schema: 1,
      type: 'finding',
      credential: 'sheets',
      reason: 'TagMissing',
      message: 'no tag',
    };
    world.log(functionLogGroup('jada', 'rotate'), [JSON.stringify(finding)]);
    await world.notify(rings('rotation-failed'));
    const [mail] = await world.mails();
    expect(mail?.subject).toBe('WARNING: alarm evergrant-jada-rotation-failed of jada rings');
    expect(mail?.text).toContain('sheets did not rotate: no tag (TagMissing)');
    expect(mail?.text).toContain('affected: port-sheet, port-sheet-token');
  });
});

describe('hosts that do not report', () => {
  const rings = (change: Partial<AlarmChange> = {}) =>
    snsEvent(metricAlarm({ name: healthAlarm('jada', 'host-silent'), ...change }));
  const daemon = { kind: 'watched', state: 'unknown', consecutiveFailures: 0, nextRunAt: null } as const;

  it('are named once, each with its last report and the daemons on it, and what to type; and their end is told', async () => {
    const world = await start();
    const now = Date.now();
    const ages = { ops: 20 * MINUTE, fresh: MINUTE, desk: 40 * MINUTE, gone: 8 * 24 * HOUR };
    for (const [host, age] of Object.entries(ages)) {
      const daemons = [{ ...daemon, name: `agent-of-${host}`, lastRun: null, limitsReached: 0 }];
      const item = someHostReport({ host, at: now - age, daemons });
      await world.deployment.ledger.replace('host', host, { seen: 0, item });
    }
    await world.notify(rings({ at: now }));
    await world.notify(rings({ at: now }));
    await world.notify(rings({ state: 'OK', at: now + HOUR }));
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'CRITICAL: alarm evergrant-jada-host-silent of jada rings',
      'INFO: alarm evergrant-jada-host-silent of jada is over',
    ]);
    expect(mails[0]?.text).toMatch(
      /does not report; desk was last heard of 40 min ago, at 20.*Z; ops was last heard of 20 min ago, at .*\(HostSilent\)/,
    );
    expect(mails[0]?.text).toContain('affected: agent-of-desk, agent-of-ops');
    expect(mails[0]?.text).toContain('next: evergrant audit desk; if that is silent too: evergrant ssh desk');
    expect(mails[0]?.text).not.toContain('gone');
  });

  it('are told of all the same when their reports cannot be read', async () => {
    const world = await start({
      authorize: ({ action }) => (action === 'dynamodb:Scan' ? 'deny' : 'allow'),
    });
    await world.notify(rings());
    const [mail] = await world.mails();
    expect(mail?.text).toContain('new tokens may not reach a host that does not report');
    expect(mail?.text).toContain('next: evergrant explain --alarm evergrant-jada-host-silent');
  });
});

describe('what is none of ours', () => {
  it('is passed on as it is, once, and once that it is over', async () => {
    const world = await start();
    const disk = (change: Partial<AlarmChange> = {}) =>
      snsEvent(metricAlarm({ name: 'disk-full', description: 'the disk of ops1 is full', ...change }));
    await world.notify(disk());
    await world.notify(disk());
    await world.notify(disk({ state: 'OK', at: Date.now() + HOUR }));
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'WARNING: alarm disk-full of jada rings',
      'INFO: alarm disk-full of jada is over',
    ]);
    expect(mails[0]?.text.split('\n').slice(2)).toEqual([
      'cause: the disk of ops1 is full (AlarmRang)',
      expect.stringMatching(/^evidence: Threshold Crossed: 1 datapoint/),
      "next: aws cloudwatch describe-alarms --alarm-names 'disk-full'",
    ]);
  });

  it('is passed on where it is no alarm at all', async () => {
    const world = await start();
    await world.notify(snsEvent('hello from a deploy script', { subject: 'deploy' }));
    const [mail] = await world.mails();
    expect(mail?.text).toContain('evidence: hello from a deploy script');
  });

  it('is refused where it is no notification', async () => {
    const world = await start();
    await expect(world.notify({ evergrant: 'tick' })).rejects.toMatchObject({ code: 'EventUnknown' });
  });
});

describe('people who cannot be told', () => {
  it('are told at the repetition that the failure asks for', async () => {
    let isDown = true;
    const world = await start({
      fault: ({ action }) =>
        isDown && action === 'sns:Publish'
          ? { kind: 'refuse', error: new AwsError('InternalError', 'down', { status: 500 }) }
          : undefined,
    });
    const rings = daemonRings({ at: Date.now() - MINUTE });
    await expect(world.notify(rings)).rejects.toMatchObject({ code: 'AwsCallFailed' });
    isDown = false;
    await world.notify(rings);
    await world.notify(rings);
    expect(await world.mails()).toHaveLength(1);
  });

  it('are told without a ledger, and rather twice than never', async () => {
    let isDown = false;
    const world = await start({
      fault: ({ action }) => (isDown && action.startsWith('dynamodb:') ? { kind: 'throttle' } : undefined),
    });
    isDown = true;
    await world.notify(snsEvent(metricAlarm({ name: 'disk-full' })));
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'WARNING: alarm disk-full of jada rings',
    ]);
  });

  it('never read a secret, whatever the lines hold', async () => {
    const world = await start();
    const secrets = [
      '1//0gTokenOfTheDaemonABCDEFGHIJK',
      'ya29.a0AfH6SMBplantedPLANTED1234',
      'GOCSPX-plantedPlanted12',
    ];
    world.log(
      LOG,
      secrets.map((secret) => `${TOKEN_ERROR} refresh_token=${secret} ${secret}`),
    );
    world.revoke();
    await world.notify(daemonRings());
    const bracketed = { credential: 'ya29.a0AfH6SMBplantedPLANTED1234' };
    await world.notify(snsEvent(logAlarm({ name: credentialAlarm('jada', 'other') }, bracketed)));
    await world.notify(snsEvent(`token ${secrets[0]}`));
    await world.notify(snsEvent(metricAlarm({ name: 'x', description: `key ${secrets[1]}` })));
    const issued = world.server.issuedSecrets().map((secret) => secret.reveal());
    const said = JSON.stringify([await world.mails(), world.events]);
    expect(await world.mails()).toHaveLength(4);
    for (const secret of [...secrets, ...issued]) expect(said).not.toContain(secret);
  });
});
