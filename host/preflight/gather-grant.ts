import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { ClientDeclaration, Declaration, GrantDeclaration } from '../../core/config/declaration.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import { profileOf } from '../../core/issuer/profile.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { GrantSituation, Trouble } from '../../core/preflight/situation.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { forecastOf } from '../broker/incidents.ts';
import { gatherSink } from './gather-sink.ts';
import type { OpenedLedger } from './open-ledger.ts';
import { troubleOf } from './trouble-of.ts';

/** Where a grant is looked at. */
export interface GatherFrom {
  readonly declaration: Declaration;
  readonly opened: OpenedLedger;
  /** This machine's clock. */
  readonly now: Instant;
  readonly downtime: Milliseconds;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads everything about one grant that its checks look at. */
export async function gatherGrant(grant: GrantDeclaration, from: GatherFrom): Promise<GrantSituation> {
  const { declaration, opened, now, downtime, environment } = from;
  const ledger = await readLedger(grant.name, opened);
  const state = ledger.kind === 'read' ? ledger.state : NO_GRANT;
  const profile = knownProfile(grant.client);
  const { sinks } = affectedBy(declaration, grant.name);
  return {
    grant: grant.name,
    ledger,
    now: now + state.clockOffset,
    forecast: forecastOf({ grant, state, profile }),
    warnBefore: grant.warnBefore,
    downtime,
    client: await clientTrouble(grant.client, { method: profile.authenticationMethod, environment }),
    sinks: await Promise.all(sinks.map((sink) => gatherSink(sink, declaration.engine.stateDirectory))),
  };
}

async function readLedger(grant: string, opened: OpenedLedger): Promise<GrantSituation['ledger']> {
  if ('trouble' in opened) return { kind: 'unread', trouble: opened.trouble };
  try {
    return { kind: 'read', state: await readGrant(opened.ledger, grant) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}

/** What is known of the issuer without asking it: a metadata document states no life of a grant, so none is fetched. */
function knownProfile(client: ClientDeclaration): ClientProfile {
  const { base, overrides } = client.issuer;
  if (base.kind !== 'discovery') return profileOf(client);
  const unasked = { kind: 'explicit', authorizationEndpoint: base.url, tokenEndpoint: base.url } as const;
  return profileOf({ ...client, issuer: { base: unasked, overrides } });
}

async function clientTrouble(
  client: ClientDeclaration,
  source: Parameters<typeof readClientAuthentication>[1],
): Promise<Trouble | null> {
  try {
    await readClientAuthentication(client, source);
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}
