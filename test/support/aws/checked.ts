import type { z } from 'zod';
import { AwsError, notSimulated } from './aws-error.ts';
import type { AwsCall } from './aws-service.ts';

/**
 * The members of a call, checked.
 * @throws AwsError `NotSimulated` for a member that the schema does not name, else `ValidationException`
 */
export function checked<Input>(schema: z.ZodType<Input>, call: AwsCall): Input {
  const parsed = schema.safeParse(call.input);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key].join('.')) : [],
  );
  if (unknown.length > 0) throw notSimulated(`${unknown.join(', ')} of ${call.action}`);
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new AwsError('ValidationException', `${call.action}: ${problems.join('; ')}`);
}
