import { concernsCredentials, mayBeRefusal } from '../../core/daemon/credential-trouble.ts';
import type { RunEnd } from '../../core/daemon/judge-run.ts';
import { NO_EVIDENCE, type RunEvidence, withLimitSeen, withVerdict } from '../../core/daemon/run-evidence.ts';
import { endInTime } from './end-in-time.ts';
import type { ProcessEnd, RunningProcess } from './spawn.ts';
import type { Surroundings } from './supervision.ts';

export interface OneRunOptions {
  /** Called when a line shows that a token may have been refused, while the run goes on. */
  readonly onRefusal: (evidence: readonly string[]) => void;
  /** Called for each line that says that a session began. */
  readonly onSession: () => void;
  /** Tokens of this run, by variable. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One run from start to end. */
export class OneRun {
  readonly process: RunningProcess;
  readonly #around: Surroundings;
  readonly #onRefusal: (evidence: readonly string[]) => void;
  readonly #onSession: () => void;
  #evidence: RunEvidence = NO_EVIDENCE;

  constructor(around: Surroundings, options: OneRunOptions) {
    const { spec, spawn } = around;
    this.#around = around;
    this.#onRefusal = options.onRefusal;
    this.#onSession = options.onSession;
    const environment = { ...spec.environment, ...options.environment };
    this.process = spawn.start({ ...spec, environment }, (line) => this.#read(line));
  }

  get evidence(): RunEvidence {
    return this.#evidence;
  }

  /** @returns the end as the process gave it, and as it counts. */
  async ended(): Promise<{ given: ProcessEnd; counted: RunEnd }> {
    const over = new AbortController();
    const guard = this.#endInTime(over.signal);
    const given = await this.process.ended;
    over.abort();
    const timedOut = await guard;
    if (!timedOut) return { given, counted: given };
    return {
      given,
      counted: {
        kind: 'timedOut',
        exitCode: given.kind === 'killed' ? null : given.exitCode,
        signal: given.kind === 'killed' ? given.signal : null,
      },
    };
  }

  #read(line: string): void {
    const { spec, judgeLine, redact } = this.#around;
    if (spec.limitReached && line.includes(spec.limitReached.log))
      this.#evidence = withLimitSeen(this.#evidence);
    if (spec.sessionBegins !== undefined && line.includes(spec.sessionBegins)) this.#onSession();
    const verdict = judgeLine(line);
    if (!concernsCredentials(verdict)) return;
    this.#evidence = withVerdict(this.#evidence, { verdict, line: redact(line) });
    if (mayBeRefusal(verdict)) this.#onRefusal(this.#evidence.lines);
  }

  async #endInTime(over: AbortSignal): Promise<boolean> {
    const { spec, clock } = this.#around;
    if (spec.timeout === undefined) return false;
    return await endInTime(this.process, { deadline: clock.now() + spec.timeout, clock, over });
  }
}
