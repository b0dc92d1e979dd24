import { allChannels, type ChannelFailure, type NamedChannel } from '../../adapters/alerts/all-channels.ts';
import { fileAlert } from '../../adapters/alerts/file-alert.ts';
import { webhookAlert } from '../../adapters/alerts/webhook-alert.ts';
import { type AlertChannel, isLocalChannel } from '../../core/config/alert-channel.ts';
import type { Alert, Clock } from '../../core/ports.ts';

/** The declared channels, and what else the caller adds, as one. */
export function alertChannels(
  declared: ReadonlyMap<string, AlertChannel>,
  made: {
    clock: Clock;
    more: readonly NamedChannel[];
    failed: (failures: readonly ChannelFailure[]) => void;
  },
): Alert {
  const channels = [...declared.values()].filter(isLocalChannel).map((channel) => ({
    name: channel.name,
    alert:
      channel.kind === 'file' ? fileAlert(channel.path) : webhookAlert({ ...channel, clock: made.clock }),
  }));
  return allChannels([...made.more, ...channels], made.failed);
}
