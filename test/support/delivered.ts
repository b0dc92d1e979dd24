import { nodeDigest } from '../../adapters/node/node-digest.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { writeTokenValue } from '../../core/grant/value.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import { SecretText } from '../../core/secret-text.ts';
import { Deliveries } from '../../host/broker/deliveries.ts';
import { declare } from './declare.ts';
import { MemoryLedger } from './fakes/memory-ledger.ts';
import { MemorySecrets } from './fakes/memory-secrets.ts';
import { shapedToken } from './shaped-token.ts';

/** Deliveries of one grant, `g`, into real files, with ledger, secrets and clock in memory. */
export class Delivered {
  readonly ledger: MemoryLedger;
  readonly secrets: MemorySecrets;
  readonly events: EvergrantEvent[] = [];
  readonly deliveries: Deliveries;
  now = Date.parse('2026-05-13T14:30:00Z');
  readonly #watchers: (() => void)[] = [];

  /** @param sections `sinks: …` and `daemons: …` as YAML @param before a life before this one */
  constructor(sections: string, before?: Pick<Delivered, 'ledger' | 'secrets' | 'now'>) {
    this.ledger = before?.ledger ?? new MemoryLedger();
    this.secrets = before?.secrets ?? new MemorySecrets();
    this.now = before?.now ?? this.now;
    const client = 'clients: { c: { clientId: id, issuer: xero } }';
    this.deliveries = new Deliveries(
      declare(`version: 1\n${client}\ngrants: { g: { client: c } }\n${sections}`),
      {
        ledger: this.ledger,
        secrets: this.secrets,
        digest: nodeDigest,
        clock: { now: () => this.now, sleep: async () => {} },
        announce: {
          event: (event) => {
            this.events.push(event);
            for (const look of this.#watchers) look();
          },
        },
        environment: { PATH: process.env.PATH, CLIENT_SECRET: 'must-not-leave' },
      },
    );
  }

  /** A generation of the token is settled and delivered. @returns its fingerprint */
  async settle(generation: number): Promise<string> {
    const { value } = shapedToken(generation);
    const id = tokenSecret('g');
    const from = await this.secrets.labelled(id, 'AWSCURRENT');
    const versionId = `00000000-0000-4000-8000-${String(generation).padStart(12, '0')}`;
    await this.secrets.put(id, { versionId, value: writeTokenValue(value), label: 'EVERGRANT_NEXT' });
    await this.secrets.move(id, 'AWSCURRENT', { to: versionId, from });
    await this.deliveries.deliver('g');
    return fingerprintOf(generation);
  }

  /** What is known of a place. */
  async record(sink: string) {
    const found = (await this.deliveries.records('g')).find(({ place }) => place.sink === sink);
    if (!found) throw new Error(`${sink}: no such place`);
    return found.record;
  }

  /** Settles with the n-th event of a type. */
  saw(type: EvergrantEvent['type'], count = 1): Promise<EvergrantEvent> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.events.filter((event) => event.type === type)[count - 1];
        if (found) resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }
}

export function fingerprintOf(generation: number): string {
  return nodeDigest.fingerprint(new SecretText(`ya29.token-of-generation-${generation}`));
}
