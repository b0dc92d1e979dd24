import { z } from 'zod';
import { mapping, path, secureUrl } from './leaf.ts';

const webhook = () =>
  mapping({
    url: secureUrl()
      .exactOptional()
      .describe('The address itself. Whoever knows it can write there: prefer `urlFile`.'),
    urlFile: path()
      .exactOptional()
      .describe('A file that holds the address and nothing else, readable by its owner only.'),
  });

const EMAIL = 'an e-mail address';
const WORKSPACE = 'the identifier of a Slack workspace, such as T0123ABCD';
const CHANNEL = 'the identifier of a Slack channel, such as C0123ABCD';

const slackChannel = mapping({
  workspaceId: z
    .string({ error: WORKSPACE })
    .regex(/^T[A-Z0-9]{2,}$/, { error: WORKSPACE })
    .describe('The workspace, which a person has connected to Amazon Q Developer in the AWS console once.'),
  channelId: z
    .string({ error: CHANNEL })
    .regex(/^[CG][A-Z0-9]{2,}$/, { error: CHANNEL })
    .describe('The channel.'),
});

/** A channel that tells people; one kind each, and which kinds go with which engine is checked by the rules. */
export const alertSchema = mapping({
  file: path().exactOptional().describe('Appends one JSON record a line to this file.'),
  after: z
    .int({ error: 'a whole number, 0 or more' })
    .min(0, { error: 'a whole number, 0 or more' })
    .exactOptional()
    .describe(
      'With `file`: more failures of a daemon in a row than this bring a CRITICAL record; a permanent verdict brings one at once. Default: 3.',
    ),
  webhook: webhook().exactOptional().describe('Posts a JSON body that Slack also understands.'),
  slack: webhook().exactOptional().describe('Posts to an incoming webhook of Slack.'),
  email: z
    .email({ error: EMAIL })
    .exactOptional()
    .describe('With engine `aws`: subscribes this address to the ops topic; AWS asks it to confirm.'),
  https: secureUrl()
    .exactOptional()
    .describe(
      'With engine `aws`: subscribes this address to the ops topic; it must answer the confirmation.',
    ),
  slackChannel: slackChannel
    .exactOptional()
    .describe('With engine `aws`: a channel of Slack, through Amazon Q Developer in chat applications.'),
});
