import type { Instant } from '../../core/time.ts';
import { isRecord } from '../files/sealed-document.ts';
import type { ProcessFacts } from './process-facts.ts';

/** The process that holds a lock of the state directory, as others are told. */
export interface LockHolder extends ProcessFacts {
  /** Names this run of the program: one that starts again is another holder. */
  readonly id: string;
  /** What the user typed: `evergrant up`. */
  readonly command: string;
  readonly since: Instant;
  /** Its control socket; null when it has none. */
  readonly socketPath: string | null;
}

/** @returns null when nobody holds it; undefined when another version wrote it in a form that this one does not know. */
export function readHolder(value: unknown): LockHolder | null | undefined {
  if (!isRecord(value)) return undefined;
  if (value.holder === null) return null;
  return isHolder(value.holder) ? value.holder : undefined;
}

function isHolder(value: unknown): value is LockHolder {
  return (
    isRecord(value) &&
    ['id', 'command', 'machineId', 'hostname'].every((field) => typeof value[field] === 'string') &&
    ['pid', 'since'].every((field) => typeof value[field] === 'number') &&
    ['bootId', 'pidNamespace', 'processStartedAt', 'socketPath'].every((field) => isTextOrNull(value[field]))
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
