import { ExitCode } from '../exit-code.ts';
import type { Finding, Outcome } from './finding.ts';

/** 1: broken or dead. 2: it works and will not for long. 3: it cannot be told. 0: all is well. The gravest counts. */
export function preflightExitCode(findings: readonly Finding[]): ExitCode {
  const has = (...outcomes: Outcome[]) => findings.some(({ outcome }) => outcomes.includes(outcome));
  if (has('dead', 'failed')) return ExitCode.Failed;
  if (has('expiring')) return ExitCode.Expiring;
  return has('unproven') ? ExitCode.NotProvable : ExitCode.Good;
}

/** For a gate before a start: shut only for proven death, so that no outage and no unknown ever stops a service. */
export function gateExitCode(findings: readonly Finding[]): ExitCode {
  return findings.some(({ outcome }) => outcome === 'dead') ? ExitCode.Failed : ExitCode.Good;
}

/** What forbids to stop consumers that work: an error, or an access token that nobody could make good. */
export function againstRestart(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    ({ severity, outcome, name }) =>
      severity === 'error' || (name === 'access path' && outcome === 'unproven'),
  );
}
