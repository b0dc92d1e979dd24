import { Fault, isFault } from '../../core/fault.ts';
import type { Alert } from '../../core/ports.ts';

/** A channel under the name that people gave it. */
export interface NamedChannel {
  readonly name: string;
  readonly alert: Alert;
}

/** A channel that did not take a notice. */
export interface ChannelFailure {
  readonly channel: string;
  readonly error: unknown;
}

/**
 * Tells every channel at the same time. One that fails keeps no other from being told.
 *
 * `notify` throws Fault `AlertNotTaken` when none took the notice; its cause is an `AggregateError` of all failures.
 *
 * @param failed told of the channels that failed while others took the notice
 */
export function allChannels(
  channels: readonly NamedChannel[],
  failed: (failures: readonly ChannelFailure[]) => void,
): Alert {
  return {
    notify: async (notice) => {
      const results = await Promise.allSettled(channels.map(({ alert }) => alert.notify(notice)));
      const failures = results.flatMap((result, at) =>
        result.status === 'rejected' ? [{ channel: channels[at]?.name ?? '', error: result.reason }] : [],
      );
      if (failures.length === channels.length) throw notTaken(failures);
      if (failures.length > 0) failed(failures);
    },
  };
}

function notTaken(failures: readonly ChannelFailure[]): Fault {
  const names = failures.map(
    ({ channel, error }) => `${channel} (${isFault(error) ? error.message : 'it failed'})`,
  );
  return new Fault({
    code: 'AlertNotTaken',
    message:
      names.length === 0
        ? 'no channel is declared for alerts'
        : `no channel took the alert: ${names.join('; ')}`,
    remedy: 'repair one of the channels, or declare another one under alerts; the message is sent again then',
    retryable: true,
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}
