import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../../core/logs/log-event.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

export interface LogStreamOptions {
  readonly client: CloudWatchLogsClient;
  readonly logGroup: string;
  readonly stream: string;
}

/** A stream of a log group that exists. The stream itself is made when it turns out to be missing. */
export class LogStream {
  readonly #options: LogStreamOptions;

  constructor(options: LogStreamOptions) {
    this.#options = options;
  }

  /**
   * Sends one batch. One whose answer is lost is sent again, so a line may stand there twice.
   *
   * @param events within the limits of `nextBatch` of core/logs, in the order of their time; not empty
   * @returns how many were not taken because of their time
   * @throws Fault of AWS: `AwsResourceMissing` where there is no log group, `AwsDenied`, `AwsThrottled`, `AwsUnreachable`
   */
  async put(events: readonly LogEvent[]): Promise<{ readonly rejected: number }> {
    try {
      return await this.#put(events);
    } catch (error) {
      if (awsErrorName(error) !== MISSING) throw this.#fault(error, 'logs:PutLogEvents');
    }
    await this.#create();
    try {
      return await this.#put(events);
    } catch (error) {
      throw this.#fault(error, 'logs:PutLogEvents');
    }
  }

  async #put(events: readonly LogEvent[]): Promise<{ rejected: number }> {
    const { client, logGroup: logGroupName, stream: logStreamName } = this.#options;
    const { rejectedLogEventsInfo } = await client.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: events.map(({ at, message }) => ({ timestamp: Math.floor(at), message })),
      }),
    );
    return { rejected: rejectedOf(rejectedLogEventsInfo, events.length) };
  }

  async #create(): Promise<void> {
    const { client, logGroup: logGroupName, stream: logStreamName } = this.#options;
    try {
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    } catch (error) {
      // Somebody else was faster, and that is as good.
      if (awsErrorName(error) !== 'ResourceAlreadyExistsException')
        throw this.#fault(error, 'logs:CreateLogStream');
    }
  }

  #fault(error: unknown, action: string) {
    return awsFault(error, { resource: `log group ${this.#options.logGroup}`, action });
  }
}

const MISSING = 'ResourceNotFoundException';

/** The two ends are indexes: too old up to one, too new from the other on. */
function rejectedOf(info: RejectedLogEventsInfo | undefined, count: number): number {
  const tooOld = Math.max(info?.expiredLogEventEndIndex ?? 0, info?.tooOldLogEventEndIndex ?? 0);
  const tooNew = count - (info?.tooNewLogEventStartIndex ?? count);
  return Math.min(count, tooOld + tooNew);
}
