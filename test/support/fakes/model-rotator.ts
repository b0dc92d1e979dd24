import type {
  Created,
  Done,
  Found,
  MadeKey,
  NotDone,
  Rotator,
  Tested,
} from '../../../core/rotate/rotator.ts';
import { SecretText } from '../../../core/secret-text.ts';
import type { Verdict } from '../../../core/verdict/verdict.ts';

/** A key in the issuer's own record. */
export interface ModelKey {
  readonly keyId: string;
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly string[];
  deleted: boolean;
}

/** What happens to the next call of a method. `lost`: it is done and nobody hears of it. `late`: it is done at the next look for it. */
export type ModelFault = 'transient' | 'rateLimited' | 'forbidden' | 'lost' | 'late';

/** An issuer of API keys in memory, with its own record. */
export class ModelRotator implements Rotator {
  readonly keys: ModelKey[] = [];
  readonly calls: (keyof Rotator)[] = [];
  /** Told of every key right before it is deleted. */
  onDelete: (keyId: string) => void = () => {};
  readonly #faults = new Map<keyof Rotator, ModelFault[]>();
  readonly #showsAgain: boolean;
  #late: (() => void)[] = [];

  /** @param options `showsAgain`: a key can be read at the issuer also after it was made */
  constructor({ showsAgain = false }: { showsAgain?: boolean } = {}) {
    this.#showsAgain = showsAgain;
  }

  fail(method: keyof Rotator, ...faults: readonly ModelFault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  /** A key that a person makes on the issuer's page. */
  issue(name: string, scopes: readonly string[]): ModelKey {
    const keyId = `id${this.keys.length + 1}`;
    const made = { keyId, key: `SG.${keyId}.secret`, name, scopes, deleted: false };
    this.keys.push(made);
    return made;
  }

  alive(): readonly string[] {
    return this.keys.filter(({ deleted }) => !deleted).map(({ keyId }) => keyId);
  }

  async createSecret({ name, scopes }: { name: string; scopes: readonly string[] }): Promise<Created> {
    const fault = this.#next('createSecret');
    if (fault === 'late') {
      this.#late.push(() => this.issue(name, scopes));
      return failed('maybe');
    }
    if (fault && fault !== 'lost') return failure(fault);
    const { keyId, key } = this.issue(name, scopes);
    return fault === 'lost' ? failed('maybe') : { kind: 'made', keyId, key: new SecretText(key) };
  }

  async setSecret(_made: MadeKey): Promise<Done> {
    const fault = this.#next('setSecret');
    return fault ? failure(fault) : { kind: 'done' };
  }

  async testSecret(key: SecretText): Promise<Tested> {
    const fault = this.#next('testSecret');
    if (fault) return failure(fault);
    const found = this.keys.find((known) => known.key === key.reveal() && !known.deleted);
    if (found) return { kind: 'accepted', scopes: found.scopes };
    return { kind: 'refused', verdict: verdict('permanent_reauth', 'ApiKeyRefused') };
  }

  async finishSecret(keyId: string): Promise<Done> {
    const fault = this.#next('finishSecret');
    if (fault && fault !== 'lost') return failure(fault);
    const found = this.keys.find((known) => known.keyId === keyId && !known.deleted);
    if (found) {
      this.onDelete(keyId);
      found.deleted = true;
    }
    return fault ? failed('maybe') : { kind: 'done' };
  }

  async findSecret(name: string): Promise<Found> {
    const fault = this.#next('findSecret');
    if (fault) return failure(fault);
    const found = this.keys.filter((known) => known.name === name && !known.deleted);
    const late = this.#late;
    this.#late = [];
    for (const arrive of late) arrive();
    const show = (key: string) => (this.#showsAgain ? new SecretText(key) : null);
    return { kind: 'found', keys: found.map(({ keyId, key }) => ({ keyId, key: show(key) })) };
  }

  keyIdOf(key: SecretText): string | undefined {
    return /^SG\.(\w+)\.secret$/.exec(key.reveal())?.[1];
  }

  #next(method: keyof Rotator): ModelFault | undefined {
    this.calls.push(method);
    return this.#faults.get(method)?.shift();
  }
}

function failure(fault: ModelFault): NotDone {
  if (fault === 'lost' || fault === 'late') return failed('maybe');
  if (fault === 'forbidden')
    return { ...failed('no'), verdict: verdict('insufficient_scope', 'ManagingKeyForbidden') };
  if (fault === 'rateLimited')
    return { ...failed('no'), verdict: verdict('rate_limited', 'RateLimited'), retryAfter: 90_000 };
  return failed('no');
}

function failed(spent: Verdict['spent']): NotDone {
  return { kind: 'failed', verdict: { ...verdict('transient', 'ServerError'), spent }, retryAfter: null };
}

function verdict(kind: Verdict['class'], reason: string): Verdict {
  return { class: kind, reason, message: `the issuer said ${reason}`, remedy: '', spent: 'no' };
}
