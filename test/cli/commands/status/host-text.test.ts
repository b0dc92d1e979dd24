import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { statusExitCode } from '../../../../cli/commands/status/exit-code.ts';
import { hostLines } from '../../../../cli/commands/status/host-text.ts';
import { healthOf } from '../../../../core/health.ts';
import type { HostStatus } from '../../../../core/status.ts';
import { SCRIPT } from '../../../support/fakes/broker-script.ts';
import { SOME_HOST } from '../../../support/some-host-status.ts';

const NOW = Date.parse('2026-05-13T14:30:00.000Z');
const colours = pc.createColors(false);
const textOf = (host: Partial<HostStatus>, full = false) =>
  hostLines({ ...SOME_HOST, ...host }, { now: NOW, colours, full });

describe('a host for people', () => {
  it('is one line and a line for each token in its files', () => {
    expect(textOf({})).toEqual([
      'host ops          reporting        last report 2 min ago  release 0123456789ab',
      '  sink        shared-cache /srv/jada/token.json  generation 3 c0ffee00c0ff  adopted',
    ]);
  });

  it('is said to be silent since its last report, with the next command', () => {
    const lines = textOf({ state: 'silent', lastReportAt: '2026-05-13T14:12:00.000Z' });
    expect(lines[0]).toBe(
      'host ops          SILENT           since 2026-05-13T14:12:00.000Z (18 min)  release 0123456789ab',
    );
    expect(lines.at(-1)).toBe('    next: evergrant audit ops; if that is silent too: evergrant ssh ops');
  });

  it('is said to have never reported, and nothing else', () => {
    const never = { state: 'neverReported', lastReportAt: null, deliveries: [], kind: 'external' } as const;
    expect(textOf(never)).toEqual([
      'host ops          never reported',
      '  ! it is declared and has never reported',
      '    next: evergrant join ops',
    ]);
  });

  it('shows its findings with their remedies', () => {
    const finding = { code: 'LogMissing', message: 'log file /x does not exist', remedy: 'correct it' };
    expect(textOf({ findings: [finding] }).slice(-2)).toEqual([
      '  ! LogMissing: log file /x does not exist',
      '    next: correct it',
    ]);
  });

  it('is shown in full when it is named', () => {
    expect(textOf({}, true).slice(2)).toEqual([
      '  kind        lightsail',
      '  version     0.1.0, started 2026-05-12T09:00:00.000Z',
      '  identity    arn:aws:iam::123456789012:role/evergrant-desk-host-ops',
      '  daemon      port-sheet  watched',
      '  self-test   at 2026-05-12T09:00:10.000Z',
      '              swap: there is none',
    ]);
  });
});

describe('the exit code of status and health for hosts', () => {
  const good = {
    ...SCRIPT.status,
    credentials: [],
    apiKeys: [],
    signingKeys: [],
    agentTokens: [],
    findings: [],
  };
  const [delivery] = SOME_HOST.deliveries;
  if (!delivery) throw new Error('it has one');

  it.each<[number, string, Partial<HostStatus>]>([
    [0, 'one that reports', {}],
    [1, 'one that cannot write a sink', { deliveries: [{ ...delivery, error: 'no room is left' }] }],
    [
      1,
      'a silent one that could not write a sink',
      { state: 'silent', deliveries: [{ ...delivery, error: 'x' }] },
    ],
    [2, 'a silent one', { state: 'silent' }],
    [2, 'one with a stale consumer', { deliveries: [{ ...delivery, adoption: 'stale' }] }],
    [3, 'one that never reported', { state: 'neverReported' }],
  ])('is %d for %s', (exitCode, _, change) => {
    const status = { ...good, hosts: [{ ...SOME_HOST, ...change }] };
    expect(statusExitCode(status)).toBe(exitCode);
    const health = healthOf(status);
    expect(health.exitCode).toBe(exitCode);
    expect(health.problems.map(({ about }) => about)).toEqual(
      health.problems.length === 0 ? [] : expect.arrayContaining(['host ops']),
    );
  });
});
