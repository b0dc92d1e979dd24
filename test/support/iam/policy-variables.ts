import type { IamRequest } from './iam-request.ts';

/**
 * A resource or a value with its policy variables filled in: `${aws:PrincipalArn}`; `${*}`, `${?}` and `${$}` stand for
 * themselves.
 *
 * @returns undefined where the request does not have the key: then nothing matches
 * @see IAM User Guide, "IAM policy elements: Variables and tags"
 */
export function substituted(text: string, context: IamRequest['context']): string | undefined {
  let missing = false;
  const result = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.length === 1) return name;
    const value = context[name];
    if (typeof value !== 'string') missing = true;
    return String(value);
  });
  return missing ? undefined : result;
}
