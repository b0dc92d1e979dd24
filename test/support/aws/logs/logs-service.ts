import { z } from 'zod';
import { filterPattern } from '../../cloudwatch/filter-pattern/filter-pattern.ts';
import { NotUnderstood } from '../../not-understood.ts';
import { AwsError, notSimulated } from '../aws-error.ts';
import { type AwsCall, type AwsService, awsAction } from '../aws-service.ts';
import { byAge, demandBatch } from './put-limits.ts';

/** One line of a log group. */
export interface LogEvent {
  readonly stream: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** A metric filter, as far as programs ask for it. */
export interface LogFilter {
  readonly name: string;
  readonly pattern: string;
  readonly metric: { readonly namespace: string; readonly name: string; readonly value: string };
}

export interface LogGroup {
  readonly streams: Set<string>;
  readonly filters: LogFilter[];
  /** In the order of their time. */
  readonly events: LogEvent[];
}

/** CloudWatch Logs: groups, streams, lines, and searching them by a filter pattern. */
export class LogsService implements AwsService {
  readonly name = 'logs';
  readonly protocol = { kind: 'json', target: 'Logs_20140328', version: '1.1' } as const;
  readonly groups = new Map<string, LogGroup>();
  /** Lines that one answer looks through, in place of 1 MB; AWS gives empty pages too. */
  pageSize = 10_000;

  /** Makes a group, in place of CreateLogGroup. */
  addGroup(name: string): LogGroup {
    const group: LogGroup = { streams: new Set(), filters: [], events: [] };
    this.groups.set(name, group);
    return group;
  }

  readonly actions = {
    CreateLogStream: awsAction({
      input: z.strictObject({ logGroupName: z.string(), logStreamName: z.string() }),
      permissions: (input, call) => [{ resource: streamArn(input, call) }],
      run: ({ logGroupName, logStreamName }) => {
        const { streams } = this.#group(logGroupName);
        if (streams.has(logStreamName)) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
        }
        streams.add(logStreamName);
        return {};
      },
    }),

    PutLogEvents: awsAction({
      input: z.strictObject({
        logGroupName: z.string(),
        logStreamName: z.string(),
        logEvents: z
          .array(z.strictObject({ timestamp: z.number().int(), message: z.string().min(1) }))
          .min(1)
          .max(10_000),
      }),
      permissions: (input, call) => [{ resource: streamArn(input, call) }],
      run: ({ logGroupName, logStreamName: stream, logEvents }, { now }) => {
        const { streams, events } = this.#group(logGroupName);
        if (!streams.has(stream)) throw notThere('log stream');
        demandBatch(logEvents);
        const { taken, rejected } = byAge(logEvents, now);
        events.push(...taken.map((event) => ({ stream, ...event })));
        events.sort((a, b) => a.timestamp - b.timestamp);
        return rejected ? { rejectedLogEventsInfo: rejected } : {};
      },
    }),

    FilterLogEvents: awsAction({
      input: z.strictObject({
        logGroupName: z.string(),
        filterPattern: z.string().max(1_024).default(' '),
        startTime: z.number().int().min(0),
        endTime: z.number().int().min(0),
        limit: z.number().int().min(1).max(10_000).default(10_000),
        nextToken: z.string().optional(),
      }),
      permissions: ({ logGroupName }, call) => [{ resource: groupArn(logGroupName, call) }],
      run: (input) => {
        const { events } = this.#group(input.logGroupName);
        const matches = patternOf(input.filterPattern);
        const within = events.filter(
          ({ timestamp }) => timestamp >= input.startTime && timestamp <= input.endTime,
        );
        const start = Number(input.nextToken ?? 0);
        const looked = Math.min(this.pageSize, input.limit);
        const found = within.slice(start, start + looked).filter(({ message }) => matches(message));
        return {
          events: found.map(({ stream, timestamp, message }, at) => ({
            logStreamName: stream,
            timestamp,
            message,
            ingestionTime: timestamp,
            eventId: `${timestamp}-${start + at}`,
          })),
          searchedLogStreams: [],
          ...(start + looked < within.length && { nextToken: String(start + looked) }),
        };
      },
    }),

    DescribeMetricFilters: awsAction({
      input: z.strictObject({
        logGroupName: z.string(),
        limit: z.number().int().min(1).max(50).default(50),
        nextToken: z.string().optional(),
      }),
      permissions: ({ logGroupName }, call) => [{ resource: groupArn(logGroupName, call) }],
      run: ({ logGroupName, limit, nextToken = '0' }) => {
        const { filters } = this.#group(logGroupName);
        const start = Number(nextToken);
        return {
          metricFilters: filters.slice(start, start + limit).map(({ name, pattern, metric }) => ({
            filterName: name,
            filterPattern: pattern,
            logGroupName,
            metricTransformations: [
              { metricNamespace: metric.namespace, metricName: metric.name, metricValue: metric.value },
            ],
          })),
          ...(start + limit < filters.length && { nextToken: String(start + limit) }),
        };
      },
    }),
  };

  #group(name: string): LogGroup {
    const group = this.groups.get(name);
    if (!group) throw notThere('log group');
    return group;
  }
}

function patternOf(text: string): (line: string) => boolean {
  try {
    const pattern = filterPattern(text);
    return (line) => pattern(line) !== undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) throw notSimulated(`the filter pattern ${text}: ${error.message}`);
    throw error;
  }
}

function notThere(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`);
}

function groupArn(name: string, { region, account }: AwsCall): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}:*`;
}

function streamArn(
  { logGroupName, logStreamName }: { logGroupName: string; logStreamName: string },
  { region, account }: AwsCall,
): string {
  return `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:log-stream:${logStreamName}`;
}
