import { readSink } from '../../adapters/file-sink/read-sink.ts';
import { writeSink } from '../../adapters/file-sink/write-sink.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration, SinkDeclaration } from '../../core/config/declaration.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import { type ShapedToken, writeShape } from '../../core/delivery/shape.ts';
import type { EventType } from '../../core/event.ts';
import { readTokenValue, type TokenValue } from '../../core/grant/value.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import type { Announce, Clock, Delivery, Digest, Ledger, Secrets } from '../../core/ports.ts';

export interface DeliveryPorts {
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly digest: Digest;
}

/**
 * Puts tokens into file sinks and keeps a record of each. A sink that cannot be written holds up no other and is tried
 * again at every look; one that somebody else wrote over is written again.
 */
export class Deliveries implements Delivery {
  readonly #declaration: Declaration;
  readonly #ports: DeliveryPorts;

  constructor(declaration: Declaration, ports: DeliveryPorts) {
    this.#declaration = declaration;
    this.#ports = ports;
  }

  async deliver(grant: string): Promise<void> {
    for (const sink of this.#sinksOf(grant)) await this.#deliverTo(sink);
  }

  /** The records of a grant's sinks, in the order of their declaration; undefined where nothing was delivered yet. */
  async records(
    grant: string,
  ): Promise<readonly { sink: SinkDeclaration; record: DeliveryRecord | undefined }[]> {
    const read = async (sink: SinkDeclaration) => ({
      sink,
      record: (await this.#ports.ledger.read('delivery', sink.name))?.item,
    });
    return await Promise.all(this.#sinksOf(grant).map(read));
  }

  #sinksOf(grant: string): readonly SinkDeclaration[] {
    return affectedBy(this.#declaration, grant).sinks;
  }

  async #deliverTo(sink: SinkDeclaration): Promise<void> {
    const token = await this.#current(sink.token.name);
    if (!token) return;
    const stored = await this.#ports.ledger.read('delivery', sink.name);
    try {
      if (await this.#holds(sink, { token, record: stored?.item })) return;
      await writeSink(sink, writeShape(sink.shape, token));
      await this.#record(sink, { token, error: null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (stored?.item.error !== message) await this.#record(sink, { token, error: message });
    }
  }

  /** Is this very token in the sink, as far as record and file tell? An older one never replaces a newer one. */
  async #holds(
    sink: SinkDeclaration,
    at: { token: ShapedToken; record: DeliveryRecord | undefined },
  ): Promise<boolean> {
    const { token, record } = at;
    if (!record || record.error !== null) return false;
    if (record.generation > token.value.generation) return true;
    if (record.generation < token.value.generation) return false;
    const content = await readSink(sink.file, { shape: sink.shape, digest: this.#ports.digest });
    return content.kind === 'token' && content.fingerprint === token.fingerprint;
  }

  async #current(name: string): Promise<ShapedToken | undefined> {
    const { secrets, digest } = this.#ports;
    const value = await currentToken(secrets, name);
    return value && { value, fingerprint: digest.fingerprint(value.access.token) };
  }

  async #record(sink: SinkDeclaration, outcome: { token: ShapedToken; error: string | null }): Promise<void> {
    const { ledger, clock, announce } = this.#ports;
    const { token, error } = outcome;
    const stored = await ledger.read('delivery', sink.name);
    const at = clock.now();
    const grant = sink.token.grant.name;
    const before = stored?.item ?? { generation: 0, fingerprint: null, deliveredAt: null };
    const delivered =
      error === null
        ? { generation: token.value.generation, fingerprint: token.fingerprint, deliveredAt: at }
        : { generation: before.generation, fingerprint: before.fingerprint, deliveredAt: before.deliveredAt };
    const item: DeliveryRecord = { schema: 1, sink: sink.name, grant, ...delivered, adoptedAt: null, error };
    await ledger.replace('delivery', sink.name, { seen: stored?.revision ?? 0, item });
    const type: EventType = error === null ? 'delivered' : 'deliveryFailed';
    announce.event({
      schema: 1,
      at,
      type,
      credential: grant,
      generation: token.value.generation,
      ...(error === null ? {} : { message: error }),
      details: { sink: sink.name, fingerprint: token.fingerprint },
    });
  }
}

/** The token in force, as consumers may hold it; undefined before the first consent. */
export async function currentToken(secrets: Secrets, name: string): Promise<TokenValue | undefined> {
  const id = tokenSecret(name);
  const versionId = await secrets.labelled(id, 'AWSCURRENT');
  const text = versionId === undefined ? undefined : await secrets.read(id, versionId);
  return text && readTokenValue(text);
}
