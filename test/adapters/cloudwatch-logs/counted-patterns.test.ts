import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { countedPatterns } from '../../../adapters/cloudwatch-logs/counted-patterns.ts';
import { daemonLogGroup } from '../../../core/wire.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const LOG_GROUP = daemonLogGroup('jada', 'port-sheet');

describe('the patterns that a log group is counted by', () => {
  it('are those of its filters with that value, over all pages', async () => {
    const aws = await start();
    const { filters } = aws.services.logs.addGroup(LOG_GROUP);
    for (let at = 0; at < 120; at += 1) {
      const metric = { namespace: 'Evergrant/jada', name: 'port-sheet.TokenTrouble', value: String(at % 2) };
      filters.push({ name: `filter-${at}`, pattern: `"text ${at}"`, metric });
    }
    const patterns = await countedPatterns(new CloudWatchLogsClient(aws.client()), {
      logGroup: LOG_GROUP,
      value: '1',
    });
    expect(patterns).toHaveLength(60);
    expect(patterns.at(-1)).toBe('"text 119"');
  });

  it('name the group that is not there', async () => {
    const client = new CloudWatchLogsClient((await start()).client());
    await expect(countedPatterns(client, { logGroup: LOG_GROUP, value: '1' })).rejects.toMatchObject({
      code: 'AwsResourceMissing',
      message: `log group ${LOG_GROUP}: there is none in this account and Region`,
    });
  });
});
