import type { SecretId, Spill } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';

/** A spill in memory, in the clear, by `<secret>#<version>`. */
export class MemorySpill implements Spill {
  readonly values = new Map<string, string>();

  async write(id: SecretId, versionId: string, value: SecretText): Promise<void> {
    this.values.set(`${id}#${versionId}`, value.reveal());
  }

  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    const value = this.values.get(`${id}#${versionId}`);
    return value === undefined ? undefined : new SecretText(value);
  }

  async remove(id: SecretId, versionId: string): Promise<void> {
    this.values.delete(`${id}#${versionId}`);
  }
}
