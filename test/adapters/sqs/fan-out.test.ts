import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { fanOut } from '../../../adapters/sqs/fan-out.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  const queue = aws.services.sqs.addQueue({ name: 'evergrant-jada-fan-out' });
  const url = aws.services.sqs.urlOf('evergrant-jada-fan-out', { endpoint: aws.endpoint });
  return { aws, queue, url, client: new SQSClient(aws.client()) };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `grant-${index}`);

describe('grants that are passed on', () => {
  it('go one to a message and ten to a call', async () => {
    const { aws, queue, url, client } = await started();
    const sent = await fanOut(client, url, names(25));
    expect(aws.calls).toHaveLength(3);
    expect(sent.filter(({ error }) => error === null).map(({ of }) => of)).toEqual(names(25));
    expect(queue.bodies.map((body) => JSON.parse(body).credential).sort()).toEqual([...names(25)].sort());
    expect(JSON.parse(queue.bodies[0] ?? '')).toEqual({ schema: 1, credential: expect.any(String) });
  });

  it('need no call when there are none', async () => {
    const { aws, url, client } = await started();
    expect(await fanOut(client, url, [])).toEqual([]);
    expect(aws.calls).toEqual([]);
  });

  it('are told apart by what became of each', async () => {
    const { aws, url, client } = await started();
    aws.services.sqs.refuses = (body) => body.includes('grant-3"');
    const sent = await fanOut(client, url, names(12));
    expect(sent.filter(({ error }) => error !== null)).toEqual([
      { of: 'grant-3', error: 'queue evergrant-jada-fan-out did not take the message (InternalError)' },
    ]);
  });

  it('say which queue is throttled', async () => {
    const { url, client } = await started({ fault: () => ({ kind: 'throttle' }) });
    const [first] = await fanOut(client, url, names(1));
    expect(first?.error).toBe(
      'queue evergrant-jada-fan-out: sqs:SendMessage was throttled at every try (ThrottlingException)',
    );
  });
});
