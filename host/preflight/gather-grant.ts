import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { readFederation, readServiceAccount } from '../../adapters/config-file/read-proof.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { asDeclared } from '../../core/grant/as-declared.ts';
import { knownIssuer } from '../../core/grant/known-issuer.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import { forecastOf } from '../../core/incident/incidents.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { GrantSituation, Trouble } from '../../core/preflight/situation.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
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
  const ledger = await readLedger(grant, opened);
  const state = ledger.kind === 'read' ? ledger.state : NO_GRANT;
  const profile = knownIssuer(grant, unaskedProfile);
  const { sinks } = affectedBy(declaration, grant.name);
  return {
    grant: grant.name,
    ledger,
    now: now + state.clockOffset,
    forecast: forecastOf({ grant, state, profile }),
    warnBefore: grant.warnBefore,
    downtime,
    client: await proofTrouble(grant, environment),
    sinks: await Promise.all(
      sinks.map((sink) => gatherSink(sink, machineEngine(declaration).stateDirectory)),
    ),
  };
}

async function readLedger(grant: GrantDeclaration, opened: OpenedLedger): Promise<GrantSituation['ledger']> {
  if ('trouble' in opened) return { kind: 'unread', trouble: opened.trouble };
  try {
    const state = await readGrant(opened.ledger, grant.name);
    return { kind: 'read', state: asDeclared(state, needsNoConsent(grant)) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}

/** Is what proves the grant, or its client, there and readable? */
async function proofTrouble(
  grant: GrantDeclaration,
  environment: GatherFrom['environment'],
): Promise<Trouble | null> {
  try {
    await readProof(grant, environment);
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}

async function readProof(grant: GrantDeclaration, environment: GatherFrom['environment']): Promise<unknown> {
  switch (grant.kind) {
    case 'service-account':
      return await readServiceAccount(grant);
    case 'aws-federation':
      return await readFederation(grant);
    default: {
      const { authenticationMethod: method } = unaskedProfile(grant.client);
      return await readClientAuthentication(grant.client, { method, environment });
    }
  }
}
