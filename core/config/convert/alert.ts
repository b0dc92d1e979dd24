import { SecretText } from '../../secret-text.ts';
import type { AlertChannel, WebhookUrl } from '../alert-channel.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedAlert = ParsedDeclaration['alerts'][string];

/** Failures in a row that a channel stays silent about when the user names no number. */
const DEFAULT_AFTER = 3;

export function convertAlert(name: string, from: { alert: ParsedAlert; where: ConfigWhere }): AlertChannel {
  const { alert, where } = from;
  if (alert.file !== undefined) {
    return { kind: 'file', name, path: where.resolve(alert.file), after: alert.after ?? DEFAULT_AFTER };
  }
  if (alert.email !== undefined) return { kind: 'email', name, address: alert.email };
  if (alert.https !== undefined) return { kind: 'https', name, url: alert.https };
  if (alert.slackChannel) return { kind: 'slackChannel', name, ...alert.slackChannel };
  if (alert.slack) return { kind: 'slack', name, url: webhookUrl(alert.slack, where) };
  return { kind: 'webhook', name, url: webhookUrl(alert.webhook ?? {}, where) };
}

function webhookUrl(target: { url?: string; urlFile?: string }, where: ConfigWhere): WebhookUrl {
  if (target.url !== undefined) return { kind: 'literal', url: new SecretText(target.url) };
  return { kind: 'file', path: where.resolve(target.urlFile ?? '') };
}
