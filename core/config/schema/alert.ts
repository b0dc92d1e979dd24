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

/** A channel that tells people; one of `file`, `webhook` and `slack`. */
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
});
