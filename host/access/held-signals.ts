import type { ForwardedSignal, SignalSource } from '../supervisor/process-signals.ts';

/** Signals that are caught from now on. */
export interface HeldSignals extends SignalSource {
  /** Gives the signals their usual effect back. */
  release(): void;
}

/** Catches signals at once, and tells whoever subscribes later of those that came before. */
export function holdSignals(source: SignalSource): HeldSignals {
  const before: ForwardedSignal[] = [];
  const listeners = new Set<(name: ForwardedSignal) => void>();
  const release = source.subscribe((name) => {
    before.push(name);
    for (const listener of listeners) listener(name);
  });
  return {
    release,
    subscribe(listener) {
      listeners.add(listener);
      for (const name of before) listener(name);
      return () => listeners.delete(listener);
    },
  };
}
