import type { SecretText } from '../secret-text.ts';

/** Where people are told. */
export type AlertChannel = LocalChannel | OpsSubscriber;

/** Told by the broker of one machine. */
export type LocalChannel =
  | {
      readonly kind: 'file';
      readonly name: string;
      /** JSON Lines; opened for append only. */
      readonly path: string;
      /** More failures of a daemon in a row than this bring a CRITICAL record. */
      readonly after: number;
    }
  /** Both get the same body, which Slack's incoming webhooks accept. */
  | { readonly kind: 'webhook' | 'slack'; readonly name: string; readonly url: WebhookUrl };

/** Told by the ops topic of a deployment in AWS. */
export type OpsSubscriber =
  | { readonly kind: 'email'; readonly name: string; readonly address: string }
  | { readonly kind: 'https'; readonly name: string; readonly url: string }
  /** Through Amazon Q Developer in chat applications. */
  | {
      readonly kind: 'slackChannel';
      readonly name: string;
      readonly workspaceId: string;
      readonly channelId: string;
    };

export function isLocalChannel(channel: AlertChannel): channel is LocalChannel {
  return channel.kind === 'file' || channel.kind === 'webhook' || channel.kind === 'slack';
}

/** A webhook address lets its holder write to the channel, so it is kept like a secret. */
export type WebhookUrl =
  | { readonly kind: 'literal'; readonly url: SecretText }
  | { readonly kind: 'file'; readonly path: string };
