import { describe, expect, it } from '@jest/globals';
import { statusExitCode } from '../../../../cli/commands/status/exit-code.ts';
import type { CredentialStatus, StatusDocument } from '../../../../core/status.ts';
import { SCRIPT } from '../../../support/fakes/broker-script.ts';

type Look = Pick<CredentialStatus, 'state'> & { severity?: 'warning' | 'critical' };

describe('the exit code of status', () => {
  it.each<[string, number, boolean, readonly Look[]]>([
    ['0 when all is well', 0, true, [{ state: 'healthy' }, { state: 'refreshing' }]],
    ['0 while trouble that passes is tried again', 0, true, [{ state: 'backingOff' }]],
    ['0 for a grant that a person paused', 0, true, [{ state: 'paused' }]],
    ['0 when nothing is declared', 0, true, []],
    ['1 when a grant is dead', 1, true, [{ state: 'healthy' }, { state: 'consentRequired' }]],
    ['1 before the first consent', 1, true, [{ state: 'noGrant' }]],
    [
      '1 for a critical incident of a grant that is not latched',
      1,
      true,
      [{ state: 'backingOff', severity: 'critical' }],
    ],
    [
      '1 rather than 2 and 3',
      1,
      false,
      [{ state: 'unsettled' }, { state: 'healthy', severity: 'warning' }, { state: 'noGrant' }],
    ],
    ['2 when an end is foreseen', 2, true, [{ state: 'healthy', severity: 'warning' }]],
    ['2 rather than 3', 2, false, [{ state: 'healthy', severity: 'warning' }, { state: 'unsettled' }]],
    [
      '3 when an answer was lost, though that is a critical incident',
      3,
      true,
      [{ state: 'unsettled', severity: 'critical' }],
    ],
    ['3 when no broker runs', 3, false, [{ state: 'healthy' }]],
  ])('is %s', (_sentence, exitCode, running, looks) => {
    expect(statusExitCode(documentOf(looks, running))).toBe(exitCode);
  });

  it.each<[number, 'warning' | 'critical' | undefined]>([
    [0, undefined],
    [2, 'warning'],
    [1, 'critical'],
  ])('is %s for what is signed here by its incident alone: %s', (exitCode, severity) => {
    const { signingKeys, agentTokens } = SCRIPT.status;
    const incident = severity ? { ...INCIDENT, severity } : null;
    const [key] = signingKeys;
    const [token] = agentTokens;
    if (!key || !token) throw new Error('the script has both');
    const withKey = { ...documentOf([], true), signingKeys: [{ ...key, incident }] };
    const asleep = { ...token, state: 'asleep', incident } as const;
    expect(statusExitCode(withKey)).toBe(exitCode);
    expect(statusExitCode({ ...documentOf([], true), agentTokens: [asleep] })).toBe(exitCode);
  });
});

const INCIDENT = {
  reason: 'RotationLate',
  message: 'its rotation was due long ago',
  remedy: 'evergrant status gastown',
  openedAt: '2026-05-13T14:00:00.000Z',
};

function documentOf(looks: readonly Look[], running: boolean): StatusDocument {
  return {
    schema: 1,
    at: '2026-05-13T14:30:00.000Z',
    deployment: 'desk',
    broker: running ? { running, pid: 1, since: '2026-05-13T14:00:00.000Z', version: '1' } : { running },
    tokenSocket: null,
    credentials: looks.map(credentialOf),
    apiKeys: [],
    signingKeys: [],
    agentTokens: [],
    daemons: [],
    hosts: [],
    findings: [],
  };
}

function credentialOf({ state, severity }: Look): CredentialStatus {
  return {
    name: 'crew',
    kind: 'grant',
    standing: false,
    state,
    issuer: 'https://issuer.example',
    account: null,
    scopes: [],
    generation: 1,
    fingerprint: null,
    expiresAt: null,
    secondsLeft: null,
    refreshAt: null,
    consentedAt: null,
    forecast: { endsAt: null, basis: 'none', because: 'no rule' },
    lastVerdict: null,
    consecutiveFailures: 0,
    deliveries: [],
    incident: severity
      ? { severity, reason: 'R', message: 'm', remedy: 'r', openedAt: '2026-05-13T14:30:00.000Z' }
      : null,
  };
}
