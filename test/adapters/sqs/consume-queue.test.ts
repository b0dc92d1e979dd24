import { describe, expect, it } from '@jest/globals';
import { consumeQueue, longPollClient } from '../../../adapters/sqs/consume-queue.ts';
import { writeTokenNotice } from '../../../core/delivery/token-notice.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import type { SqsQueue } from '../../support/aws/sqs/sqs-queue.ts';

const start = simulatedAws();
const NAME = 'evergrant-jada-ops1';

type ServerOptions = Parameters<typeof start>[0];

/** A host's queue, and nobody at it yet. What is not deleted from it comes again at once. */
async function started(options: ServerOptions = {}) {
  const aws = await start(options);
  const queue = aws.services.sqs.addQueue({ name: NAME, visibilitySeconds: 0 });
  return { aws, queue };
}

/** A consumer at work. `news(text)` resolves once it has said so. */
function consumer(
  { aws }: { aws: Awaited<ReturnType<typeof start>> },
  handle: (credential: string) => Promise<void> = async () => {},
) {
  const said: string[] = [];
  const complaints: string[] = [];
  const waiting = new Map<string, () => void>();
  const say = (text: string) => {
    said.push(text);
    waiting.get(text)?.();
  };
  const ending = new AbortController();
  const ended = consumeQueue({
    client: longPollClient({ ...aws.client() }),
    queueUrl: aws.services.sqs.urlOf(NAME, { endpoint: aws.endpoint }),
    handle: async ({ credential, generation }) => {
      await handle(credential);
      say(`handled ${credential} ${generation}`);
    },
    notHandled: ({ credential }, error) => say(`not handled ${credential}: ${error}`),
    unreadable: () => say('unreadable'),
    failed({ code, message }) {
      say(code);
      complaints.push(message);
    },
    signal: ending.signal,
    firstPause: 1,
  });
  return {
    said,
    complaints,
    news: (text: string) =>
      said.includes(text) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(text, resolve)),
    /** What it has begun it finishes. */
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}

function put(queue: SqsQueue, credential: string, generation: number): void {
  queue.send(writeTokenNotice({ credential, generation }));
}

describe("a consumer of a host's queue", () => {
  it('handles the newest notice of each token and deletes them all', async () => {
    const at = await started();
    put(at.queue, 'sheets', 4);
    put(at.queue, 'sheets', 3);
    put(at.queue, 'mail', 1);
    const { said, news, stop } = consumer(at);
    await news('handled mail 1');
    await stop();
    expect(said).toEqual(['handled sheets 4', 'handled mail 1']);
    expect(at.queue.messages).toEqual([]);
  });

  it('waits for a notice and has it as soon as it comes', async () => {
    const at = await started();
    const { news, stop } = consumer(at);
    put(at.queue, 'sheets', 1);
    await news('handled sheets 1');
    put(at.queue, 'sheets', 2);
    await news('handled sheets 2');
    await stop();
    expect(at.aws.calls.find(({ action }) => action === 'sqs:ReceiveMessage')?.input).toMatchObject({
      WaitTimeSeconds: 20,
      MaxNumberOfMessages: 10,
    });
  });

  it('is told again of what it could not handle, and goes on with the rest', async () => {
    const at = await started();
    put(at.queue, 'sheets', 1);
    put(at.queue, 'mail', 1);
    let failures = 1;
    const { said, news, stop } = consumer(at, async (credential) => {
      if (credential === 'sheets' && failures-- > 0) throw new Error('disk full');
    });
    await news('handled sheets 1');
    await stop();
    expect(said).toEqual(['not handled sheets: Error: disk full', 'handled mail 1', 'handled sheets 1']);
    expect(at.queue.messages).toEqual([]);
  });

  it('says once what is no notice, and takes it away', async () => {
    const at = await started();
    at.queue.send('{"schema":1,"credential":"sheets"}');
    const { said, news, stop } = consumer(at);
    await news('unreadable');
    put(at.queue, 'sheets', 1);
    await news('handled sheets 1');
    put(at.queue, 'sheets', 2);
    await news('handled sheets 2');
    await stop();
    expect(said.filter((text) => text === 'unreadable')).toHaveLength(1);
    expect(at.queue.bodies).toEqual([]);
  });

  it('asks again when the queue cannot be asked, and says so each time', async () => {
    const at = await started();
    at.aws.services.sqs.queues.delete(NAME);
    const { news, stop } = consumer(at);
    await news('AwsResourceMissing');
    at.aws.services.sqs.queues.set(NAME, at.queue);
    put(at.queue, 'sheets', 1);
    await news('handled sheets 1');
    await stop();
  });

  it('handles a notice twice rather than lose it, when the deletion fails', async () => {
    let deletions = 0;
    const at = await started({
      fault: ({ action }) =>
        action === 'sqs:DeleteMessageBatch' && deletions++ === 0 ? { kind: 'dropBefore' } : undefined,
    });
    put(at.queue, 'sheets', 1);
    const { said, news, stop } = consumer(at);
    await news('AwsUnreachable');
    put(at.queue, 'mail', 1);
    await news('handled mail 1');
    await stop();
    expect(said).toEqual(expect.arrayContaining(['handled sheets 1', 'AwsUnreachable', 'handled mail 1']));
    expect(said.filter((text) => text === 'handled sheets 1')).toHaveLength(2);
    expect(at.queue.messages).toEqual([]);
  });

  it('ends in the middle of a poll', async () => {
    let polled = () => {};
    const polling = new Promise<void>((resolve) => {
      polled = resolve;
    });
    const at = await started({
      authorize: () => {
        polled();
        return 'allow';
      },
    });
    const { said, stop } = consumer(at);
    await polling;
    await stop();
    expect(said).toEqual([]);
  });

  it('needs leave to receive and to delete, and no other', async () => {
    const asked = new Set<string>();
    const at = await started({
      authorize: (_, { action, resource }) => {
        asked.add(`${action} ${resource}`);
        return 'allow';
      },
    });
    put(at.queue, 'sheets', 1);
    const { news, stop } = consumer(at);
    await news('handled sheets 1');
    await stop();
    const arn = 'arn:aws:sqs:us-east-1:123456789012:evergrant-jada-ops1';
    expect([...asked].sort()).toEqual([`sqs:DeleteMessage ${arn}`, `sqs:ReceiveMessage ${arn}`]);
  });

  it('names the right that it lacks, where it may receive and not delete', async () => {
    const at = await started({
      authorize: (_, { action }) => (action === 'sqs:DeleteMessage' ? 'deny' : 'allow'),
    });
    put(at.queue, 'sheets', 1);
    const { news, stop, complaints } = consumer(at);
    await news('AwsDenied');
    await stop();
    expect(complaints[0]).toBe(`queue ${NAME}: whoever calls is not allowed sqs:DeleteMessage`);
  });
});
