import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfirmSubscriptionCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { parseJson } from '../json.ts';

/** What SNS posts to a subscriber. */
const POSTED = z.object({
  Type: z.enum(['SubscriptionConfirmation', 'Notification', 'UnsubscribeConfirmation']),
  TopicArn: z.string(),
  Token: z.string().optional(),
  Subject: z.string().optional(),
  Message: z.string(),
});

export type Posted = z.infer<typeof POSTED>;

/** Somebody on loopback who gets what a topic says over HTTP. */
export interface OpsSubscriber {
  /** Settles with the first message that fits, as soon as it has come. */
  heard(fits: (posted: Posted) => boolean): Promise<Posted>;
  /** All messages so far, as they were posted. */
  bodies(): readonly string[];
  close(): void;
}

/** Subscribes an HTTP server to a topic, and confirms with the token that is posted to it, as a receiver has to. */
export async function opsSubscriber(sns: SNSClient, topicArn: string): Promise<OpsSubscriber> {
  const bodies: string[] = [];
  const posts: Posted[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      response.end();
      bodies.push(body);
      posts.push(POSTED.parse(parseJson(body)));
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const heard = (fits: (posted: Posted) => boolean) =>
    new Promise<Posted>((resolve) => {
      const look = () => {
        const found = posts.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const { port } = server.address() as AddressInfo;
  const Endpoint = `http://127.0.0.1:${port}/`;
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'http', Endpoint }));
  const { Token } = await heard(({ Type }) => Type === 'SubscriptionConfirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token }));
  return {
    heard,
    bodies: () => bodies,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
