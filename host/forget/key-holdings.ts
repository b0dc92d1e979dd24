import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import { type KeyState, type KeyWord, keyWord } from '../../core/rotate/state.ts';
import type { Machine } from '../broker/open-machine.ts';
import { deliveriesOf } from './deliveries-of.ts';

/** Everything that is held of one API key. */
export interface KeyHoldings {
  readonly key: string;
  /** False: it was taken out of the declaration, and its secret is still here. */
  readonly declared: boolean;
  readonly state: KeyState;
  readonly word: KeyWord;
  readonly tokens: readonly string[];
  /** Delivery records, by sink. */
  readonly deliveries: readonly string[];
  /** Sinks whose whole file is ours. */
  readonly files: readonly SinkDeclaration[];
  /** Sinks that are a part of somebody else's file. */
  readonly parts: readonly SinkDeclaration[];
}

/** Looks up what is held of an API key, declared or not; undefined where nothing is. */
export async function keyHoldings(
  key: string,
  { machine, declaration }: { machine: Machine; declaration: Declaration },
): Promise<KeyHoldings | undefined> {
  const state = (await machine.ledger.read('key', key))?.item;
  if (!state) return undefined;
  const { sinks } = affectedBy(declaration, key);
  const ours = (sink: SinkDeclaration) => sink.shape.kind !== 'patch' && sink.shape.kind !== 'dotenv';
  const declared = [...declaration.tokens.values()].filter(({ credential }) => credential.name === key);
  return {
    key,
    declared: declaration.apiKeys.has(key),
    state,
    word: keyWord(state),
    tokens: declared.length > 0 ? declared.map(({ name }) => name) : declaration.tokens.has(key) ? [] : [key],
    deliveries: await deliveriesOf(key, machine),
    files: sinks.filter(ours),
    parts: sinks.filter((sink) => !ours(sink)),
  };
}
