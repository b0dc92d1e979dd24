import { describe, expect, it } from '@jest/globals';
import { auditExitCode } from '../../../core/audit/audit-exit-code.ts';
import type { HostAudit } from '../../../core/audit/host-audit.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { someCredentialAudit, someHostAudit } from '../../support/some-host-audit.ts';

const finding = (code: string) => ({ code, message: 'm', remedy: 'r' });
const STOPPED = { name: 'evergrant up', running: false, since: null, version: null } as const;
const code = (of: Partial<HostAudit>) => auditExitCode(someHostAudit(of));

describe('the exit code of an audit', () => {
  it('is 0 where nothing deserves a look', () => {
    expect(code({ credentials: [someCredentialAudit()] })).toBe(ExitCode.Good);
  });

  it.each(['UnitNotRunning', 'UnitMissing', 'DaemonNotSupervised'])('is 1 for %s', (down) => {
    expect(code({ findings: [finding('DiskNearlyFull'), finding(down)] })).toBe(ExitCode.Failed);
  });

  it.each([
    ['grant', 'consentRequired', ExitCode.Failed],
    ['grant', 'noGrant', ExitCode.Failed],
    ['apiKey', 'refused', ExitCode.Failed],
    ['apiKey', 'noKey', ExitCode.Failed],
    ['signingKey', 'noKey', ExitCode.Good],
    ['agentToken', 'noToken', ExitCode.Good],
  ] as const)('for a credential of kind %s that is %s is %d', (kind, state, expected) => {
    expect(code({ credentials: [someCredentialAudit(), someCredentialAudit({ kind, state })] })).toBe(
      expected,
    );
  });

  it.each([
    ['critical', 'backingOff', ExitCode.Failed],
    ['critical', 'unsettled', ExitCode.NotProvable],
    ['warning', 'healthy', ExitCode.Expiring],
  ] as const)('goes by the incident of a credential: %s while it is %s', (severity, state, expected) => {
    const trouble = { severity, message: 'm', remedy: 'r' };
    expect(code({ credentials: [someCredentialAudit({ state, trouble })] })).toBe(expected);
  });

  it('is 2 for any other finding, also while no broker runs', () => {
    expect(code({ findings: [finding('SessionsUsedUp')] })).toBe(ExitCode.Expiring);
    const both = [finding('ServiceNotRunning'), finding('LimitsRising')];
    expect(code({ service: STOPPED, findings: both })).toBe(ExitCode.Expiring);
  });

  it('is 3 where all that is wrong is that nobody keeps the credentials', () => {
    expect(code({ service: STOPPED, findings: [finding('ServiceNotRunning')] })).toBe(ExitCode.NotProvable);
  });
});
