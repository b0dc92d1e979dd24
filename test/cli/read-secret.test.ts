import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { readSecret } from '../../cli/read-secret.ts';

describe('a secret from standard input', () => {
  it.each(['SG.a.b', 'SG.a.b\n', ' SG.a.b \r\n'])(
    'is one line, without what surrounds it: %j',
    async (text) => {
      expect((await readSecret(io(text), 'API key mail')).reveal()).toBe('SG.a.b');
    },
  );

  it.each([
    ['nothing', '\n', 'held nothing'],
    ['several lines', 'first\nsecond\n', 'several lines'],
    ['a file that is no key', 'x'.repeat(20_000), 'more than 16 KiB'],
  ])('is refused when it is %s, and not quoted', async (_what, text, why) => {
    const refused = readSecret(io(text), 'API key mail');
    await expect(refused).rejects.toMatchObject({
      code: 'SecretNotGiven',
      exitCode: 64,
      message: expect.stringContaining(why),
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('first') });
  });
});

function io(text: string): Io {
  const talk = new PassThrough();
  return {
    stdout: talk,
    stderr: talk,
    stdin: Readable.from([text]),
    environment: {},
    home: '/nowhere',
    script: '/nowhere/evergrant.js',
    workingDirectory: '/nowhere',
    colour: false,
    interactive: false,
    interrupted: new AbortController().signal,
  };
}
