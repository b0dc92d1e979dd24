import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../temporary-folder.ts';
import { type LambdaFunction, lambdaFunction } from './lambda-function.ts';
import { lambdaNode } from './lambda-node.ts';

const HANDLER = `
let count = 0;
console.log('cold');
export const handler = async (event, context) => {
  count += 1;
  if (event.throw) throw new RangeError(event.throw);
  if (event.never) await new Promise(() => setInterval(() => {}, 1000));
  return { count, event, environment: { ...process.env }, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() };
};`;

describe(`a function that runs as a child process on ${lambdaNode().title}`, () => {
  const folder = temporaryFolders();
  const running: LambdaFunction[] = [];
  afterEach(() => {
    for (const each of running.splice(0)) each.kill();
  });

  const functionOf = async (source: string, timeoutSeconds = 20) => {
    const bundle = join(folder(), 'index.mjs');
    await writeFile(bundle, source);
    const started = lambdaFunction({
      name: 'evergrant-test',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:evergrant-test',
      bundle,
      environment: { EVERGRANT_DEPLOYMENT: 'test' },
      timeoutSeconds,
      awsEndpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/test',
    });
    running.push(started);
    return started;
  };

  it('gets its event, its context and the declared environment, and stays warm', async () => {
    const fn = await functionOf(HANDLER);
    await fn.invoke({});
    const outcome = await fn.invoke({ evergrant: 'tick' });
    expect(outcome).toMatchObject({
      kind: 'returned',
      value: {
        count: 2,
        event: { evergrant: 'tick' },
        arn: 'arn:aws:lambda:us-east-1:123456789012:function:evergrant-test',
        environment: {
          EVERGRANT_DEPLOYMENT: 'test',
          AWS_ACCESS_KEY_ID: 'arn:aws:iam::123456789012:role/test',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        },
      },
    });
    expect(JSON.stringify(outcome)).not.toContain('"PATH"');
    expect(fn).toMatchObject({ starts: 1, lines: ['cold'] });
  });

  it('says what the handler threw, and goes on', async () => {
    const fn = await functionOf(HANDLER);
    expect(await fn.invoke({ throw: 'too far' })).toEqual({
      kind: 'threw',
      errorType: 'RangeError',
      errorMessage: 'too far',
    });
    expect(await fn.invoke({})).toMatchObject({ kind: 'returned', value: { count: 2 } });
  });

  it.each([
    ['that throws while it is loaded', "throw new TypeError('no table');", 'no table'],
    ['without a handler', 'export const other = 1;', 'handler is not a function'],
    [
      'with a callback',
      'export const handler = async (a, b, c) => {};',
      'handlers with a callback are not supported',
    ],
  ])('refuses a bundle %s', async (_, source, errorMessage) => {
    const fn = await functionOf(source);
    expect(await fn.invoke({})).toMatchObject({ kind: 'initFailed', errorMessage });
  });

  it('runs the same event twice at once in two processes', async () => {
    const fn = await functionOf(HANDLER);
    const outcomes = await Promise.all([fn.invoke({ same: 1 }), fn.invoke({ same: 1 })]);
    expect(outcomes).toMatchObject([{ value: { count: 1 } }, { value: { count: 1 } }]);
    expect(fn.starts).toBe(2);
  });

  it('dies when it is killed, and starts afresh', async () => {
    const fn = await functionOf(HANDLER);
    await fn.invoke({});
    const dying = fn.invoke({ never: true });
    fn.kill();
    expect(await dying).toEqual({ kind: 'died', signal: 'SIGKILL', code: null });
    expect(await fn.invoke({})).toMatchObject({ kind: 'returned', value: { count: 1 } });
    expect(fn.starts).toBe(2);
  });

  it('is ended after its time-out', async () => {
    const fn = await functionOf(HANDLER, 1);
    expect(await fn.invoke({ never: true })).toEqual({ kind: 'timedOut' });
  });
});
