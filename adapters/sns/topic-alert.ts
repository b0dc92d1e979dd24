import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { IncidentNotice } from '../../core/incident/incident.ts';
import { incidentMessage } from '../../core/incident/message.ts';
import type { Alert } from '../../core/ports.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { chatNotification } from './chat-notification.ts';

export interface TopicAlertOptions {
  readonly client: SNSClient;
  /** The ops topic. */
  readonly topicArn: string;
}

/**
 * Tells the ops topic, once for each notice and in the form that each kind of subscriber can read: mail is plain text;
 * HTTP, queues and functions get the JSON of a custom notification, which Amazon Q Developer (a subscriber by HTTPS)
 * puts into a thread of the channel, and which names grant, reason and severity for programs. Message attributes
 * `severity`, `kind`, `reason`, `deployment` and `grant` (`daemon`, `alarm`) are for filter policies of subscribers.
 *
 * `notify` throws the faults of AWS, with the topic's name.
 */
export function topicAlert({ client, topicArn }: TopicAlertOptions): Alert {
  return {
    notify: async (notice) => {
      const { level, title, lines } = incidentMessage(notice);
      const text = [`${level}: ${title}`, '', ...lines].join('\n');
      const json = JSON.stringify(chatNotification(notice));
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subjectOf(`${level}: ${title}`),
            MessageStructure: 'json',
            Message: JSON.stringify({ default: text, http: json, https: json, sqs: json, lambda: json }),
            MessageAttributes: attributesOf(notice, level),
          }),
        );
      } catch (error) {
        throw awsFault(error, { resource: `topic ${topicName(topicArn)}`, action: 'sns:Publish' });
      }
    },
  };
}

/** SNS API, Publish: ASCII in one line, less than 100 characters. */
const LONGEST_SUBJECT = 99;

function subjectOf(headline: string): string {
  const ascii = headline.replace(/[^ -~]/gu, '?');
  return ascii.length > LONGEST_SUBJECT ? `${ascii.slice(0, LONGEST_SUBJECT - 3)}...` : ascii;
}

function attributesOf({ kind, deployment, incident }: IncidentNotice, severity: string) {
  const { kind: of = 'grant', grant, condition } = incident;
  const all = { severity, kind, reason: condition.reason, [of]: grant, deployment };
  return Object.fromEntries(
    Object.entries(all).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

function topicName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
