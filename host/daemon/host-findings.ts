import { isFault } from '../../core/fault.ts';
import type { HostFinding } from '../../core/host/host-report.ts';

/** What a person should know of this host: each by what it is about, until that goes well again. */
export class HostFindings {
  readonly #found = new Map<string, HostFinding>();
  readonly #listeners: ((finding: HostFinding | undefined) => void)[];

  /** @param changed told of each finding that is new, and of each end of one */
  constructor(changed: (finding: HostFinding | undefined) => void) {
    this.#listeners = [changed];
  }

  /** Also tells this one, from now on. */
  onChange(changed: (finding: HostFinding | undefined) => void): void {
    this.#listeners.push(changed);
  }

  list(): readonly HostFinding[] {
    return [...this.#found.values()];
  }

  /** @param failure undefined: it went well */
  tell(about: string, failure: unknown): void {
    const finding = failure === undefined ? undefined : findingOf(failure);
    const known = this.#found.get(about);
    if (known?.message === finding?.message) return;
    if (finding) this.#found.set(about, finding);
    else this.#found.delete(about);
    for (const listener of this.#listeners) listener(finding);
  }
}

function findingOf(failure: unknown): HostFinding {
  if (isFault(failure)) {
    const { code, message, remedy = 'evergrant-host self-test' } = failure;
    return { code, message, remedy };
  }
  if (isFinding(failure)) return failure;
  const message = failure instanceof Error ? failure.message : String(failure);
  return { code: 'Unexpected', message, remedy: 'see the journal of evergrant-host.service' };
}

function isFinding(failure: unknown): failure is HostFinding {
  return (
    typeof failure === 'object' &&
    failure !== null &&
    'code' in failure &&
    'message' in failure &&
    'remedy' in failure
  );
}
