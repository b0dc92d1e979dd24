import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { CredentialStatus } from '../../core/status.ts';
import type { TokenRequestEntry } from '../../drill/authorization-server/record.ts';
import type { Lab, LabGrant } from '../lab/lab.ts';
import { readJsonFile, readJsonLines } from '../lab/read-lines.ts';
import { savedRefreshTokens } from '../lab/saved-tokens.ts';
import type { Tally } from '../lab/tally.ts';

/** The sentences of the table. */
export const MUST = {
  onceEach: 'sends per intent: at most one',
  notRevoked: 'families with a known live successor that we caused to be revoked',
  notLost: 'grants lost where the issuer has a grace window or does not rotate',
  explained: 'losses without grace that no lost answer explains',
  recognised: 'lost answers recognised as such, with one incident',
  quiet: 'refreshes sent after a grant was latched',
  truth: 'status tells what ledger, sink and issuer record say',
  newer: 'older generation overwriting newer',
} as const;

/** The share of kills without grace that cost a grant: the answer was received and not yet saved. */
export const UNAVOIDABLE = 'grants lost without grace, answer received and never saved';

interface Memory {
  generation: number;
  sinkGeneration: number;
  /** Every refresh token that was ever seen in the store, by fingerprint. */
  readonly saved: Set<string>;
  /** How many requests the issuer had recorded when the grant was latched; null: it is not. */
  latchedAfter: number | null;
}

/** Holds what one grant shows against what its issuer recorded, again and again. */
export class Witness {
  readonly #lab: Lab;
  readonly #tally: Tally;
  readonly #memories = new Map<string, Memory>();

  constructor(lab: Lab, tally: Tally) {
    this.#lab = lab;
    this.#tally = tally;
  }

  /**
   * Looks at a grant that is at rest. Its issuer records a token before anybody else can have it, so what was read is of
   * one moment if the record did not grow meanwhile.
   *
   * @param seen `requests`: how many the issuer had recorded when the status was asked for
   * @returns true when it needs a new consent; undefined when it moved while it was looked at, and nothing was judged
   */
  async look(
    grant: LabGrant,
    seen: { status: CredentialStatus; requests: number },
  ): Promise<boolean | undefined> {
    const { status } = seen;
    const memory = this.#memory(grant.name);
    for (const token of await savedRefreshTokens(this.#lab.stateDirectory, grant.name))
      memory.saved.add(token);
    const sink = await readJsonFile(grant.sink);
    const family = this.#lab.family(grant);
    if (family.length !== seen.requests) return undefined;
    for (const { sent } of family) if (sent !== null) memory.saved.add(sent);
    this.#checkGenerations(grant, { status, sink, memory });
    this.#checkRevocation(grant, { family, memory });
    return await this.#checkLoss(grant, { status, family, memory });
  }

  /** A new consent began: what came before says nothing of it. */
  consented({ name }: LabGrant): void {
    this.#memory(name).latchedAfter = null;
  }

  #checkGenerations(
    grant: LabGrant,
    at: { status: CredentialStatus; sink: Awaited<ReturnType<typeof readJsonFile>>; memory: Memory },
  ): void {
    const { status, sink, memory } = at;
    const sinkGeneration = typeof sink?.generation === 'number' ? sink.generation : 0;
    const back =
      status.generation < memory.generation
        ? `status went back from ${memory.generation} to ${status.generation}`
        : sinkGeneration < memory.sinkGeneration
          ? `the sink went back from ${memory.sinkGeneration} to ${sinkGeneration}`
          : undefined;
    this.#tally.look(MUST.newer, back && `${grant.name}: ${back}`);
    memory.generation = Math.max(memory.generation, status.generation);
    memory.sinkGeneration = Math.max(memory.sinkGeneration, sinkGeneration);
    const sunk = tokenIn(sink);
    const same = sinkGeneration === status.generation && sunk === status.fingerprint;
    this.#tally.look(
      MUST.truth,
      same ? undefined : `${grant.name}: sink ${sinkGeneration} ${sunk}, status ${shown(status)}`,
    );
  }

  /** A reuse is ours to answer for where a successor of the reused token had been saved. */
  #checkRevocation(
    grant: LabGrant,
    { family, memory }: { family: readonly TokenRequestEntry[]; memory: Memory },
  ): void {
    const revoking = family.find(({ outcome }) => outcome === 'familyRevoked');
    const successor =
      revoking && family.find(({ sent, issued }) => sent === revoking.sent && issued.refreshToken);
    const known = successor?.issued.refreshToken ?? '';
    this.#tally.look(
      MUST.notRevoked,
      memory.saved.has(known)
        ? `${grant.name}: ${revoking?.sent} was sent again, ${known} was saved`
        : undefined,
    );
  }

  async #checkLoss(
    grant: LabGrant,
    at: { status: CredentialStatus; family: readonly TokenRequestEntry[]; memory: Memory },
  ): Promise<boolean> {
    const { status, family, memory } = at;
    const last = family.findLast(({ issued }) => issued.accessToken !== null);
    const held = last !== undefined && status.fingerprint === last.issued.accessToken;
    const lost = status.state === 'consentRequired' || status.state === 'unsettled';
    const unsaved = last?.issued.refreshToken != null && !memory.saved.has(last.issued.refreshToken);
    if (!grant.policy.losesAnswers) {
      this.#tally.look(MUST.notLost, lost ? `${grant.name}: ${shown(status)}` : undefined);
    } else if (lost) {
      this.#tally.look(MUST.explained, unsaved ? undefined : `${grant.name}: ${shown(status)}`);
    }
    if (!lost) {
      const healthy = status.state === 'healthy' && held;
      this.#tally.look(
        MUST.truth,
        healthy ? undefined : `${grant.name}: ${shown(status)}, last issued ${last?.issued.accessToken}`,
      );
      return false;
    }
    if (status.state === 'unsettled') return false;
    await this.#checkLatch(grant, at);
    return true;
  }

  async #checkLatch(
    grant: LabGrant,
    at: { status: CredentialStatus; family: readonly TokenRequestEntry[]; memory: Memory },
  ): Promise<void> {
    const { status, family, memory } = at;
    const sent = family.length;
    const more = sent - (memory.latchedAfter ?? sent);
    this.#tally.look(MUST.quiet, more > 0 ? `${grant.name}: ${more} more` : undefined);
    if (memory.latchedAfter !== null) return;
    memory.latchedAfter = sent;
    this.#tally.unavoidable(UNAVOIDABLE, true);
    // An earlier trouble that passed had an incident of its own: this one began with the last answer.
    const lostAt = family.findLast(({ issued }) => issued.accessToken !== null)?.at ?? '';
    const opened = await this.#incidentsOf(grant, lostAt);
    const told = status.incident !== null && opened === 1;
    this.#tally.look(
      MUST.recognised,
      told ? undefined : `${grant.name}: ${shown(status)}, ${opened} incidents opened`,
    );
  }

  /** How many different incidents were opened since then. */
  async #incidentsOf({ name }: LabGrant, since: string): Promise<number> {
    const records = await readJsonLines(this.#lab.alertsFile);
    const opened = records.filter(
      ({ grant, kind, at }) => grant === name && kind === 'opened' && typeof at === 'string' && at >= since,
    );
    return new Set(opened.map(({ incident }) => incident)).size;
  }

  #memory(name: string): Memory {
    const known = this.#memories.get(name);
    if (known) return known;
    const made: Memory = { generation: 0, sinkGeneration: 0, saved: new Set(), latchedAfter: null };
    this.#memories.set(name, made);
    return made;
  }
}

function tokenIn(sink: Readonly<Record<string, unknown>> | undefined): string | null {
  const token = sink?.access_token;
  return typeof token === 'string' ? nodeDigest.fingerprint(new SecretText(token)) : null;
}

function shown({ state, generation, fingerprint, lastVerdict }: CredentialStatus): string {
  return `${state} ${generation} ${fingerprint} ${lastVerdict?.reason ?? ''}`.trim();
}
