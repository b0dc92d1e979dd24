/** Taken once: inside a test's own context every look at a global is slow. */
const { imul } = Math;

/**
 * A 64-bit hash, fast on short texts: two multiplicative 32-bit hashes with different constants, mixed at the end. Good
 * enough to tell states apart (a million of them collide with a chance of one in ten million), and for no secret.
 */
export function hashOf(text: string): string {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = imul(high ^ code, 0x9e3779b1);
    low = imul(low ^ code, 0x5f356495);
  }
  high = imul(high ^ (high >>> 16), 0x85ebca6b) ^ imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = imul(low ^ (low >>> 16), 0x85ebca6b) ^ imul(high ^ (high >>> 13), 0xc2b2ae35);
  return `${(high >>> 0).toString(36)}.${(low >>> 0).toString(36)}`;
}
