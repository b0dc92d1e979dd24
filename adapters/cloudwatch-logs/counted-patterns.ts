import { type CloudWatchLogsClient, paginateDescribeMetricFilters } from '@aws-sdk/client-cloudwatch-logs';
import { awsFault } from '../aws-call/aws-fault.ts';

/**
 * Patterns of the metric filters of a log group that count a line as `value`, as they are in force now.
 *
 * @throws Fault of AWS, with the group's name
 */
export async function countedPatterns(
  client: CloudWatchLogsClient,
  { logGroup, value }: { logGroup: string; value: '0' | '1' },
): Promise<readonly string[]> {
  const patterns: string[] = [];
  try {
    for await (const { metricFilters = [] } of paginateDescribeMetricFilters(
      { client },
      { logGroupName: logGroup },
    )) {
      for (const { filterPattern, metricTransformations = [] } of metricFilters) {
        const counts = metricTransformations.some(({ metricValue }) => metricValue === value);
        if (counts && filterPattern !== undefined) patterns.push(filterPattern);
      }
    }
  } catch (error) {
    throw awsFault(error, { resource: `log group ${logGroup}`, action: 'logs:DescribeMetricFilters' });
  }
  return patterns;
}
