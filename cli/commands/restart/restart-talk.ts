import { ExitCode } from '../../../core/exit-code.ts';
import type { Finding } from '../../../core/preflight/finding.ts';
import type { RestartPlan } from '../../../core/restart/plan-restart.ts';
import { formatSpan, SECOND } from '../../../core/time.ts';
import type { Freshened } from '../../../host/restart/make-fresh.ts';
import type { UnitOutcome } from '../../../host/restart/restart-units.ts';
import { findingsText } from '../../findings-text.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** What `evergrant restart` tells, as text or as JSON Lines. */
export class RestartTalk {
  readonly #io: Io;
  readonly #json: boolean;

  constructor(io: Io, { json }: { json: boolean }) {
    this.#io = io;
    this.#json = json;
  }

  /** The plan, and what the checks warn of. */
  planned(plan: RestartPlan, findings: readonly Finding[]): void {
    const warnings = findings.filter(({ severity }) => severity !== 'info');
    const { starts, atOnce, rounds } = plan;
    if (this.#json) {
      this.#data({ type: 'plan', ...plan, findings: warnings });
      return;
    }
    const groups = rounds === 1 ? 'all together' : `at least ${rounds} groups`;
    printLine(this.#io, `${starts.length} units, at most ${atOnce} at once: ${groups}`);
    for (const { unit, notBefore } of starts)
      printLine(this.#io, `  ${unit}${notBefore >= SECOND ? `  not before ${formatSpan(notBefore)}` : ''}`);
    if (warnings.length > 0) sayLine(this.#io, findingsText(warnings, this.#io));
  }

  freshened(grants: readonly Freshened[]): void {
    for (const one of grants) {
      if (this.#json) this.#data({ type: 'fresh', ...one });
      else if (one.kind === 'unavailable')
        sayLine(this.#io, `${one.grant}: no fresh token: ${one.trouble.message}`);
      else printLine(this.#io, `${one.grant}: ${one.kind === 'refreshed' ? 'refreshed' : 'fresh already'}`);
    }
  }

  /** @returns what to exit with */
  refused(findings: readonly Finding[]): ExitCode {
    if (this.#json) this.#data({ type: 'refused', findings });
    else {
      sayLine(this.#io, 'evergrant: nothing was stopped:');
      sayLine(this.#io, findingsText(findings, this.#io));
      sayLine(this.#io, 'next: repair this, or restart all the same: --force');
    }
    return ExitCode.Failed;
  }

  unit(outcome: UnitOutcome): void {
    const { unit, kind } = outcome;
    if (this.#json) this.#data({ type: 'unit', ...outcome });
    else if (kind === 'restarted') printLine(this.#io, `${unit}: active after ${formatSpan(outcome.took)}`);
    else if (kind === 'failed')
      sayLine(this.#io, `${unit}: failed: ${outcome.message}\nnext: journalctl -u ${unit} -n 20`);
    else sayLine(this.#io, `${unit}: left alone; what ran still runs`);
  }

  #data(document: object): void {
    printLine(this.#io, JSON.stringify({ schema: 1, ...document }));
  }
}
