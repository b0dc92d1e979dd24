import { affectedBy } from '../../core/config/affected.ts';
import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import type { KeySituation } from '../../core/preflight/situation.ts';
import { readKey } from '../../core/rotate/update.ts';
import type { GatherFrom } from './gather-grant.ts';
import { gatherSink } from './gather-sink.ts';
import type { OpenedLedger } from './open-ledger.ts';
import { troubleOf } from './trouble-of.ts';

/** Reads everything about one API key that its checks look at. */
export async function gatherKey(key: ApiKeyDeclaration, from: GatherFrom): Promise<KeySituation> {
  const { declaration, opened, now } = from;
  const { sinks } = affectedBy(declaration, key.name);
  return {
    grant: key.name,
    ledger: await readLedger(key.name, opened),
    now,
    rotation: key.rotation !== undefined,
    warnAfter: key.warnAfter,
    sinks: await Promise.all(
      sinks.map((sink) => gatherSink(sink, machineEngine(declaration).stateDirectory)),
    ),
  };
}

async function readLedger(key: string, opened: OpenedLedger): Promise<KeySituation['ledger']> {
  if ('trouble' in opened) return { kind: 'unread', trouble: opened.trouble };
  try {
    return { kind: 'read', state: await readKey(opened.ledger, key) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}
