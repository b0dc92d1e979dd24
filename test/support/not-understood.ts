/**
 * What a simulator of this folder does not know. It throws instead of guessing: a test must not pass because
 * something was ignored.
 */
export class NotUnderstood extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotUnderstood';
  }
}
