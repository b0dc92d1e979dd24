import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { SubscriptionProtocol } from './sns-subscription.ts';

/** SNS API, Publish, with the lengths that it states. */
export const publishInput = z.strictObject({
  TopicArn: z.string(),
  Subject: z
    .string()
    .min(1)
    .max(99)
    .regex(/^[!-~][ -~]*$/, 'Subject: ASCII that begins with a letter, a number or a mark, in one line')
    .optional(),
  Message: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 262_144, 'Message: 256 KB at most'),
  MessageStructure: z.literal('json').optional(),
  MessageAttributes: z
    .record(
      z.string().regex(/^[\w.-]{1,256}$/),
      z.strictObject({ DataType: z.literal('String'), StringValue: z.string().min(1) }),
    )
    .optional(),
});

/** What subscribers of a protocol get. @throws AwsError for a message of structure `json` that is not as it must be */
export function textFor(
  protocol: SubscriptionProtocol,
  { Message, MessageStructure }: z.infer<typeof publishInput>,
): string {
  if (MessageStructure === undefined) return Message;
  const parsed = STRUCTURE.safeParse(parsedJson(Message));
  if (!parsed.success) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: Message Structure - no default entry in JSON');
  }
  return parsed.data[protocol] ?? parsed.data.default;
}

const STRUCTURE = z.strictObject({
  default: z.string(),
  email: z.string().optional(),
  http: z.string().optional(),
  https: z.string().optional(),
  sqs: z.string().optional(),
  lambda: z.string().optional(),
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
