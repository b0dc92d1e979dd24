import { dirname } from 'node:path';
import type { GrantState } from '../../core/grant/state.ts';
import { isLedgerItem } from '../../core/ledger/ledger-item.ts';
import type { Ledger, LedgerItems, LedgerKind, Stored } from '../../core/ports.ts';
import { encodeName } from '../files/encode-name.ts';
import type { FileSystem } from '../files/file-system.ts';
import { type Damage, type OnDamage, stateDamaged, stateFromOtherVersion } from './damage.ts';
import { Register } from './register.ts';

export interface FileLedgerOptions {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly directory: string;
  readonly onDamage: OnDamage;
}

/** The ledger of the machine engine: one register per item, at `ledger/<kind>/<id>/`. */
export class FileLedger implements Ledger {
  readonly #options: FileLedgerOptions;

  constructor(options: FileLedgerOptions) {
    this.#options = options;
  }

  /**
   * @throws Fault `StateDamaged` for a grant whose newest state is lost: the older one may not know of an exchange
   * that was sent. Other items go on from their last good value.
   */
  async read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    const { stored, damage } = await this.#newestSound(kind, id);
    if (damage?.behind && kind === 'grant') {
      throw stateDamaged(damage, 'restart evergrant up: it mends the state from what is left');
    }
    if (damage) this.#options.onDamage(damage);
    return stored;
  }

  async lastGood(grant: string): Promise<Stored<GrantState> | undefined> {
    const { stored, damage } = await this.#newestSound('grant', grant);
    if (damage) this.#options.onDamage(damage);
    return stored;
  }

  async #newestSound<K extends LedgerKind>(
    kind: K,
    id: string,
  ): Promise<{ stored: Stored<LedgerItems[K]> | undefined; damage: Damage | undefined }> {
    const name = registerName(kind, id);
    const { revision, value, damaged, behind } = await this.#register(name).read();
    const damage = damaged.length > 0 ? { name, paths: damaged, behind } : undefined;
    if (revision === 0) return { stored: undefined, damage };
    if (!isLedgerItem(kind, value)) throw stateFromOtherVersion(name);
    return { stored: { revision, item: value }, damage };
  }

  async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    return this.#register(registerName(kind, id)).replace({ seen: write.seen, value: write.item });
  }

  #register(name: string): Register {
    const { fileSystem, directory } = this.#options;
    const path = `${directory}/${name}`;
    return new Register({ fileSystem, directory: path, within: dirname(path), name });
  }
}

/** Both the sealed name of a ledger register and its place below the state directory. */
function registerName(kind: LedgerKind, id: string): string {
  return `ledger/${kind}/${encodeName(id)}`;
}
