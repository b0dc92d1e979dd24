import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** Runs it with no credentials anywhere and AWS at an address where nobody listens. */
function prove(...words: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/prove-aws.mjs', ...words], {
    encoding: 'utf8',
    env: {
      HOME: '/nowhere',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  return { status, stderr, stdout };
}

describe('npm run prove:aws', () => {
  it.each([[[]], [['--yes-in-account', '1234']], [['--yes']]])(
    'refuses %j and says the whole command',
    (words) => {
      const { status, stderr, stdout } = prove(...words);
      expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
      expect(stderr).toContain('next: npm run build && npm run prove:aws -- --yes-in-account 123456789012');
    },
  );

  it('deploys nothing without a build or without credentials', () => {
    const { status, stderr, stdout } = prove('--yes-in-account', '123456789012');
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(/there is no build in dist|there are no AWS credentials that work/);
  });
});
