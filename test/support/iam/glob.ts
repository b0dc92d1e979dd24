/** `*` stands for any text, `?` for one character. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** ARNs part by part: a `*` does not reach over a colon, but in the last part. */
export function arnMatches(pattern: string, arn: string): boolean {
  const [wanted, found] = [arnParts(pattern), arnParts(arn)];
  return (
    wanted.length === found.length && wanted.every((part, index) => globMatches(part, found[index] ?? ''))
  );
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
