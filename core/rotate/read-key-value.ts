import { Fault } from '../fault.ts';
import type { KeyContext } from './context.ts';
import type { SettledKey } from './state.ts';
import { type KeyValue, readKeyValue } from './value.ts';
import { keySecret } from './version-ids.ts';

/** The value of a key in this version, or undefined where it was never stored. */
export async function storedKeyValue(
  { ports, spec }: Pick<KeyContext, 'ports' | 'spec'>,
  versionId: string,
): Promise<KeyValue | undefined> {
  const text = await ports.secrets.read(keySecret(spec.name), versionId);
  return text && readKeyValue(text);
}

/** The value in force. @throws Fault `KeyUnreadable` where it is settled and cannot be read: an older one is never used. */
export async function currentKeyValue(context: KeyContext, { versionId }: SettledKey): Promise<KeyValue> {
  const value = await storedKeyValue(context, versionId);
  if (value) return value;
  const { name } = context.spec;
  throw new Fault({
    code: 'KeyUnreadable',
    message: `the value of API key ${name} is not in the store`,
    remedy: `restore the state directory from a backup, or set the key again: evergrant key set ${name}`,
  });
}
