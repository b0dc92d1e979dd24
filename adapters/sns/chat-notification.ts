import type { IncidentNotice } from '../../core/incident/incident.ts';
import { incidentMessage } from '../../core/incident/message.ts';
import { toIso } from '../../core/time.ts';

/**
 * A custom notification of Amazon Q Developer in chat applications; any other JSON it drops in silence.
 *
 * @see Amazon Q Developer in chat applications Administrator Guide, "Custom notifications"
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  /** The incident's id. */
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    /** The next command. Absent when the incident is over. */
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** One thread for each grant, daemon and alarm of a deployment, so that opening, reminders and closing stand together. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: IncidentNotice['kind'];
    /** For programs; values are text, instants ISO 8601. */
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

export function chatNotification(notice: IncidentNotice): ChatNotification {
  const { kind, deployment, incident } = notice;
  const { kind: of = 'grant', grant, condition } = incident;
  const { level, title, lines } = incidentMessage(notice);
  const headline = `${level}: ${title}`;
  return {
    version: '1.0',
    source: 'custom',
    id: incident.id,
    content: {
      textType: 'client-markdown',
      title: cut(headline, LONGEST_TITLE),
      description: cut(lines.map(escapeMarkup).join('\n'), LONGEST_DESCRIPTION),
      ...(kind !== 'closed' && { nextSteps: [escapeMarkup(condition.remedy)] }),
      keywords: [level, deployment, grant],
    },
    metadata: {
      threadId: [deployment, ...(of === 'grant' ? [] : [of]), grant].join('/'),
      summary: cut(headline, LONGEST_TITLE),
      eventType: kind,
      additionalContext: {
        deployment,
        [of]: grant,
        severity: level,
        reason: condition.reason,
        at: toIso(notice.at),
        openedAt: toIso(incident.openedAt),
        ...(incident.closedAt !== null && { closedAt: toIso(incident.closedAt) }),
        ...(condition.worksUntil !== null && { worksUntil: toIso(condition.worksUntil) }),
      },
    },
  };
}

/** Well within what the chat's own messages hold; what is longer is dropped whole. */
const LONGEST_TITLE = 250;
const LONGEST_DESCRIPTION = 3_000;

/** Log lines must not call a channel (`<!channel>`) or hide an address behind a word. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
