import type { IncidentNotice } from '../../core/incident/incident.ts';
import { incidentMessage } from '../../core/incident/message.ts';

/** Body of a POST that Slack's incoming webhooks take; others find everything in `text`. */
export interface WebhookBody {
  readonly text: string;
  readonly blocks: readonly WebhookBlock[];
}

/** Block Kit, the two blocks that are used: https://docs.slack.dev/reference/block-kit/blocks */
export type WebhookBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } };

export function webhookBody(notice: IncidentNotice): WebhookBody {
  const { level, title, lines } = incidentMessage(notice);
  const headline = `${level}: ${title}`;
  const blocks: WebhookBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(headline, LONGEST_HEADER) } },
    { type: 'section', text: { type: 'mrkdwn', text: cut(escapeMarkup(lines.join('\n')), LONGEST_SECTION) } },
  ];
  return { text: escapeMarkup([headline, ...lines].join('\n')), blocks };
}

/** Slack refuses the whole message when a block is longer. */
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;

/** Log lines must not call a channel (`<!channel>`) or hide an address behind a word. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
