import { beforeAll, describe, expect, it } from '@jest/globals';
import { credentialAlarm, daemonAlarm } from '../../core/wire.ts';
import { EvergrantKey } from '../../lib/evergrant-key/evergrant-key.ts';
import { FailureWatch } from '../../lib/failure-watch/failure-watch.ts';
import { OpsChannel } from '../../lib/ops-channel/ops-channel.ts';
import type { EvaluationRange } from '../support/cloudwatch/alarm/metric-alarm.ts';
import type { PlainResource } from '../support/cloudwatch/checked-properties.ts';
import { CLOUDWATCH_TYPES } from '../support/cloudwatch/simulated-cloudwatch.ts';
import { BROKEN, countPerWindow, fastHoldRecovered } from '../support/failure-watch-designs.ts';
import { type PortSheetStory, replayPortSheet } from '../support/replay-port-sheet.ts';
import { resourcesOf, synthesized } from '../support/synthesized-resources.ts';

/** The failures of system 1: every half hour, then after 1, 4 and 24 hours. A new grant comes at 31 h. */
const DEAD_GRANT: PortSheetStory = { failures: [0, 0.5, 1, 1.5, 2.5, 6.5, 30.5], recovers: 31, ends: 36 };
/** The ladder at its top; each run takes some time, so that the gaps are a little over 24 h. */
const DEAD_FOR_DAYS: PortSheetStory = {
  failures: [0, 0.5, 1, 1.5, 2.5, 6.5, 30.6, 54.7, 78.8],
  recovers: 90,
  ends: 91,
};
const STOPS_AFTER_RECOVERY: PortSheetStory = { ...DEAD_GRANT, stops: 31.5, ends: 48 };
const BLIP: PortSheetStory = { failures: [0], recovers: 0.5, ends: 8 };
const TWO_BLIPS: PortSheetStory = {
  failures: [0, 3],
  successes: [0.5, 1, 1.5, 2, 2.5],
  recovers: 3.5,
  ends: 8,
};

/** How far back CloudWatch looks is not published, so a design must not depend on it. */
const RANGES: readonly (readonly [string, EvaluationRange])[] = [
  ['no more periods than it evaluates', (periods) => periods],
  ['two periods more', (periods) => periods + 2],
  ['twice as many periods', (periods) => 2 * periods],
];

const replay = (
  resources: Parameters<typeof replayPortSheet>[0],
  story: PortSheetStory,
  range?: EvaluationRange,
) => replayPortSheet(resources, { story, alarm: BROKEN, ...(range && { evaluationRange: range }) }).states;

/** What the construct synthesizes for the daemon `port-sheet`. */
let watch: readonly PlainResource[] = [];
beforeAll(async () => {
  const template = synthesized('Jada', (stack) => {
    const key = new EvergrantKey(stack, 'Key', { deployment: 'jada' });
    const channel = new OpsChannel(stack, 'Channel', { deployment: 'jada', key });
    new FailureWatch(stack, 'Watch', { deployment: 'jada', daemon: 'port-sheet', key, channel });
  });
  const resources = await resourcesOf('Jada', template);
  watch = resources.filter(({ type }) => CLOUDWATCH_TYPES.has(type));
});

const watched = (story: PortSheetStory, evaluationRange: EvaluationRange) =>
  replayPortSheet(watch, { story, alarm: daemonAlarm('jada', 'port-sheet'), evaluationRange }).states;

describe.each(RANGES)('the watch over a daemon, where CloudWatch looks at %s', (_, range) => {
  it.each([
    ['a quiet log', false],
    ['a log with a line every minute', true],
  ])('rings within 95 minutes, keeps ringing, and stops on success: %s', (_log, chatty) => {
    const [raised, closed, ...more] = watched({ ...DEAD_GRANT, chatty }, range);
    expect([raised?.[0], closed, more]).toEqual(['ALARM', ['OK', 31.02], []]);
    expect(raised?.[1]).toBeLessThanOrEqual(95 / 60);
  });

  it('keeps ringing while failures are more than a day apart', () => {
    const [, closed, ...more] = watched(DEAD_FOR_DAYS, range);
    expect([closed, more]).toEqual([['OK', 90.02], []]);
  });

  it('does not ring again for a daemon that stops after it recovered', () => {
    expect(watched(STOPS_AFTER_RECOVERY, range)).toHaveLength(2);
  });

  it('does not ring for a blip, nor for a second one', () => {
    expect(watched(BLIP, range)).toEqual([]);
    expect(watched(TWO_BLIPS, range)).toEqual([]);
  });
});

describe('the alarm by credential', () => {
  it('names the credential, once, and tells the end', () => {
    const alarm = credentialAlarm('jada', 'port-sheet');
    const { states, actions } = replayPortSheet(watch, { story: DEAD_GRANT, alarm });
    const told = actions.filter((action) => action.alarm === alarm);
    expect(told.map(({ to, contributor }) => [to, contributor?.attributes])).toEqual([
      ['OK', undefined],
      ['ALARM', { credential: 'port-sheet' }],
      ['OK', undefined],
    ]);
    expect(states[0]).toEqual(['ALARM', 1.25]);
  });
});

describe('fast, hold and recovered counts in one composite', () => {
  it.each(RANGES)('is raised in time and closes on success, with %s', (_, range) => {
    expect(replay(fastHoldRecovered(), DEAD_GRANT, range)).toEqual([
      ['ALARM', 1.52],
      ['OK', 31.02],
    ]);
  });

  it('is raised by no blip', () => {
    expect(replay(fastHoldRecovered(), BLIP)).toEqual([]);
  });

  it('is raised after three and a half hours where the filters have no DefaultValue', () => {
    const [raised] = replay(fastHoldRecovered({ defaults: false }), DEAD_GRANT);
    expect(raised).toEqual(['ALARM', 3.52]);
  });

  it('is raised after an hour where one hour of success is enough to be recovered', () => {
    const [raised] = replay(fastHoldRecovered({ recoveredPeriods: 1 }), DEAD_GRANT);
    expect(raised).toEqual(['ALARM', 1.02]);
  });

  it('falls silent between failures that are a little more than a day apart, unless it holds for longer', () => {
    const chatty = { ...DEAD_FOR_DAYS, chatty: true };
    const [, silent] = replay(fastHoldRecovered(), chatty);
    expect(silent).toEqual(['OK', 54.52]);
    expect(replay(fastHoldRecovered({ holdPeriods: 72 }), chatty)).toEqual([
      ['ALARM', 1.52],
      ['OK', 90.02],
    ]);
  });

  it('accuses a daemon that stops after it recovered', () => {
    const [, , again] = replay(fastHoldRecovered(), STOPS_AFTER_RECOVERY);
    expect(again?.[0]).toBe('ALARM');
  });
});

describe('a count of 400s per window', () => {
  it('falls silent after the fifth hour, while the grant is dead for 26 more', () => {
    const states = replay(countPerWindow(), DEAD_GRANT);
    expect(states[0]).toEqual(['ALARM', 1.02]);
    expect(states.at(-1)).toEqual(['OK', 5.02]);
  });
});
