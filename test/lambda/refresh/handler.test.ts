import { describe, expect, it } from '@jest/globals';
import type { RefreshResult } from '../../../core/broker.ts';
import { Fault, isFault } from '../../../core/fault.ts';
import { createRefreshHandler } from '../../../lambda/refresh/handler.ts';
import type { Look } from '../../../lambda/refresh/look-at.ts';

const FRESH: RefreshResult = { kind: 'fresh', generation: 7, fingerprint: 'a1b2c3d4e5f6' };

/** A handler whose looks end as told by grant; by default all is fresh. */
function handlerOf(
  outcomes: Readonly<Record<string, RefreshResult | Error>> = {},
  tick: () => Promise<unknown> = async () => ({ looked: 3, passedOn: 0 }),
) {
  const looks: [string, Look][] = [];
  const failed: string[] = [];
  const faults: Fault[] = [];
  const handler = createRefreshHandler({
    tick,
    look: async (grant, look) => {
      looks.push([grant, look]);
      const outcome = outcomes[grant] ?? FRESH;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    failed: (grant, error) => {
      failed.push(grant);
      if (isFault(error)) faults.push(error);
    },
  });
  return { handler, looks, failed, faults };
}

const message = (messageId: string, body: unknown) => ({ messageId, body: JSON.stringify(body) });

describe('the handler of refresh', () => {
  it('does one beat for the schedule', async () => {
    expect(await handlerOf().handler({ evergrant: 'tick' })).toEqual({ looked: 3, passedOn: 0 });
  });

  it('announces why a beat failed before Lambda has it, for Lambda shows no remedy', async () => {
    const fault = new Fault({ code: 'AwsThrottled', message: 'table t', remedy: 'see its quotas' });
    const { handler, failed, faults } = handlerOf({}, () => Promise.reject(fault));
    await expect(handler({ evergrant: 'tick' })).rejects.toBe(fault);
    expect([failed, faults]).toEqual([['refresh'], [fault]]);
  });

  it('looks at every grant of a batch, and lets only those come again whose look failed', async () => {
    const { handler, looks, failed, faults } = handlerOf({ sick: new Error('issuer down') });
    const answer = await handler({
      Records: [
        message('1', { schema: 1, credential: 'crew-sheets' }),
        message('2', { schema: 1, credential: 'sick' }),
        message('3', { schema: 2, credential: 'crew-sheets' }),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
    expect(looks).toEqual([
      ['crew-sheets', { kind: 'tick' }],
      ['sick', { kind: 'tick' }],
    ]);
    expect(failed.sort()).toEqual(['3', 'sick']);
    expect(faults).toMatchObject([
      {
        code: 'MessageUnknown',
        message: expect.stringContaining('message 3 of the fan-out queue names no grant'),
      },
    ]);
  });

  it('asks for another token for a person, and for one with another fingerprint for a refused host', async () => {
    const { handler, looks } = handlerOf();
    expect(await handler({ evergrant: 'refresh', credential: 'crew-sheets' })).toEqual(FRESH);
    await handler({ evergrant: 'refresh', credential: 'crew-sheets', unlessFingerprint: 'a1b2c3d4e5f6' });
    expect(looks.map(([, look]) => look)).toEqual([
      { kind: 'renew' },
      { kind: 'replace', fingerprint: 'a1b2c3d4e5f6' },
    ]);
  });

  it('asks for a token that lives long enough, for whoever needs one', async () => {
    const { handler, looks } = handlerOf();
    const event = { evergrant: 'refresh', credential: 'crew-sheets', minValidSeconds: 900 };
    expect(await handler(event)).toEqual(FRESH);
    expect(looks).toEqual([['crew-sheets', { kind: 'needed', minValidSeconds: 900 }]]);
  });

  it.each([
    ['200', FRESH],
    ['503', unavailable(true)],
    ['409', unavailable(false)],
  ] as const)('answers a request over its address with status %s', async (status, outcome) => {
    const { handler } = handlerOf({ 'crew-sheets': outcome });
    const body = JSON.stringify({ evergrant: 'refresh', credential: 'crew-sheets', unlessFingerprint: 'x' });
    const answer = await handler({
      version: '2.0',
      requestContext: { http: { method: 'POST' } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    expect(answer).toEqual({
      statusCode: Number(status),
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(outcome),
    });
  });

  it('tells who asked what is wrong with a grant that cannot be opened', async () => {
    const fault = new Fault({
      code: 'NotDeployed',
      message: 'no parameter x',
      remedy: 'npx cdk deploy --all',
    });
    const { handler, failed } = handlerOf({ gone: fault });
    expect(await handler({ evergrant: 'refresh', credential: 'gone' })).toEqual({
      kind: 'unavailable',
      reason: 'NotDeployed',
      message: 'no parameter x',
      remedy: 'npx cdk deploy --all',
      retryable: false,
    });
    expect(failed).toEqual(['gone']);
  });

  it('hears that a daemon was refused, with its lines', async () => {
    const { handler, looks } = handlerOf();
    const evidence = ['[port-sheet] token error: HTTP Error 400: Bad Request'];
    await handler({ evergrant: 'refused', credential: 'crew-sheets', daemon: 'port-sheet', evidence });
    expect(looks).toEqual([['crew-sheets', { kind: 'refused', fingerprint: null, evidence }]]);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object with no keys'],
    [{ evergrant: 'refresh' }, 'an object with the keys evergrant'],
    [{ evergrant: 'reboot', token: 'ya29.secret' }, 'an object with the keys evergrant, token'],
    [{ Records: 'x' }, 'an object with the keys Records'],
    [Object.fromEntries([...'abcdefghij'].map((key) => [key, 1])), 'a, b, c, d, e, f, g, h and 2 more'],
  ])('refuses %j, and tells its log once what was expected and what came', async (event, came) => {
    const { handler, failed, faults } = handlerOf();
    await expect(handler(event)).rejects.toMatchObject({ code: 'EventUnknown' });
    expect(failed).toEqual(['refresh']);
    expect(faults).toMatchObject([
      {
        code: 'EventUnknown',
        message: expect.stringContaining('expected {"evergrant":"tick"}'),
        remedy: expect.stringContaining('"unlessFingerprint":null'),
      },
    ]);
    expect(faults[0]?.message).toMatch(new RegExp(`${came}$`));
    expect(faults[0]?.message).not.toContain('ya29.secret');
  });
});

function unavailable(retryable: boolean): RefreshResult {
  return { kind: 'unavailable', reason: 'R', message: 'm', remedy: 'r', retryable };
}
