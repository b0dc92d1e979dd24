import { Token } from 'aws-cdk-lib';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { refusal } from '../refuse.ts';
import { serviceOfThisAccount } from '../service-principal.ts';

/** A channel of Slack, by the ids that Slack shows: `T…` and `C…`. */
export interface SlackChannel {
  readonly workspaceId: string;
  readonly channelId: string;
}

/**
 * Shows a topic in a channel. The role may do nothing and the guardrail allows reading metrics, whoever asks in the
 * channel: the service's own default guardrail is AdministratorAccess.
 */
export function slackChannel(scope: Construct, channel: SlackChannel & { topic: ITopic }): void {
  const { workspaceId, channelId, topic } = channel;
  checkId(scope, { prop: 'slackChannels.workspaceId', value: workspaceId, first: 'T' });
  checkId(scope, { prop: 'slackChannels.channelId', value: channelId, first: 'CG' });
  const id = `Slack${channelId}`;
  new SlackChannelConfiguration(scope, id, {
    slackChannelConfigurationName: `${topic.node.scope?.node.id ?? 'ops'}-${channelId}`,
    slackWorkspaceId: workspaceId,
    slackChannelId: channelId,
    notificationTopics: [topic],
    role: new Role(scope, `${id}Role`, {
      assumedBy: serviceOfThisAccount(scope, 'chatbot.amazonaws.com'),
      description: 'Of a Slack channel that is told of incidents; may do nothing',
    }),
    guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    loggingLevel: LoggingLevel.ERROR,
  });
}

function checkId(
  scope: Construct,
  { prop, value, first }: { prop: string; value: string; first: string },
): void {
  if (Token.isUnresolved(value) || new RegExp(`^[${first}][A-Z0-9]{2,}$`).test(value)) return;
  throw refusal(scope, {
    prop,
    says: `expected an id that starts with ${[...first].join(' or ')}, got ${JSON.stringify(value)}`,
    remedy: 'copy the id from the address of the channel: https://app.slack.com/client/T…/C…',
  });
}
