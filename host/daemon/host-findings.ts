import { isFault } from '../../core/fault.ts';
import type { HostFinding } from '../../core/host/host-report.ts';
import { onHost } from './on-host.ts';

/** What a person should know of this host: each by what it is about, until that goes well again. */
export class HostFindings {
  readonly #found = new Map<string, HostFinding>();
  readonly #listeners: FindingListener[];

  constructor(changed: FindingListener) {
    this.#listeners = [changed];
  }

  /** Also tells this one, from now on. */
  onChange(changed: FindingListener): void {
    this.#listeners.push(changed);
  }

  list(): readonly HostFinding[] {
    return [...this.#found.values()];
  }

  /** @param failure undefined: it went well */
  tell(about: string, failure: unknown): void {
    const finding = failure === undefined ? undefined : findingOf(onHost(failure));
    const known = this.#found.get(about);
    if (known?.message === finding?.message) return;
    if (finding) this.#found.set(about, finding);
    else this.#found.delete(about);
    for (const listener of this.#listeners) listener(finding, known);
  }
}

/** Told of each finding that is new, with the one before about the same, and of each end of one. */
export type FindingListener = (finding: HostFinding | undefined, before: HostFinding | undefined) => void;

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
