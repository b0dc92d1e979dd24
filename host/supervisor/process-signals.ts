/** Signals that a supervisor passes on. */
export const FORWARDED_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

export type ForwardedSignal = (typeof FORWARDED_SIGNALS)[number];

/** Where signals to the supervisor come from. */
export interface SignalSource {
  /** @returns a function that ends the subscription and gives the signals their usual effect back. */
  subscribe(listener: (name: ForwardedSignal) => void): () => void;
}

/** A source that also tells of the signal that came before anybody subscribed. @param interrupted its reason is the signal */
export function withEarlier(source: SignalSource, interrupted: AbortSignal): SignalSource {
  return {
    subscribe: (listener) => {
      const unsubscribe = source.subscribe(listener);
      const { reason } = interrupted;
      if (reason === 'SIGTERM' || reason === 'SIGINT') listener(reason);
      return unsubscribe;
    },
  };
}

/** Signals to this process. */
export const processSignals: SignalSource = {
  subscribe: (listener) => {
    const listeners = FORWARDED_SIGNALS.map((name) => [name, () => listener(name)] as const);
    for (const [name, onSignal] of listeners) process.on(name, onSignal);
    return () => {
      for (const [name, onSignal] of listeners) process.off(name, onSignal);
    };
  },
};
