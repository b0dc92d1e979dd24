import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { sendgrid } from '../../../core/rotate/apis/sendgrid.ts';
import { httpRotator } from '../../../core/rotate/http-rotator.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { sendKeyRequest } from '../../../host/broker/send-key-request.ts';
import type { KeyFault, KeyIssuer } from '../../support/key-issuer/key-issuer.ts';
import { keyIssuers, MANAGING } from '../../support/key-issuer/key-issuers.ts';

const issuers = keyIssuers();

describe('the rotator of SendGrid, over HTTP', () => {
  it('makes a key, tests it, finds it by its name and deletes it', async () => {
    const { issuer, rotator } = await world();
    const made = await rotator.createSecret({ name: 'evergrant mail 1', scopes: ['mail.send'] });
    if (made.kind !== 'made') throw new Error(made.verdict.reason);
    expect(rotator.keyIdOf(made.key)).toBe(made.keyId);
    expect(await rotator.testSecret(made.key)).toEqual({ kind: 'accepted', scopes: ['mail.send'] });
    expect(await rotator.findSecret('evergrant mail 1')).toEqual({
      kind: 'found',
      keys: [{ keyId: made.keyId, key: null }],
    });
    expect(await rotator.finishSecret(made.keyId)).toEqual({ kind: 'done' });
    expect(await rotator.finishSecret(made.keyId)).toEqual({ kind: 'done' });
    expect(await rotator.testSecret(made.key)).toMatchObject({
      kind: 'refused',
      verdict: { reason: 'ApiKeyRefused' },
    });
    expect(issuer.calls).toEqual(['create', 'test', 'list', 'delete', 'delete', 'test']);
  });

  it.each<[KeyFault, string, string, number]>([
    [401, 'ManagingKeyRefused', 'no', 0],
    [403, 'ManagingKeyForbidden', 'no', 0],
    [429, 'RateLimited', 'no', 0],
    [500, 'ServerError', 'maybe', 0],
    ['dropBefore', 'AnswerLost', 'maybe', 0],
    ['dropAfter', 'AnswerLost', 'maybe', 1],
    ['garbled', 'KeyAnswerUnknown', 'maybe', 1],
  ])(
    'says of a creation that ends with %s: %s, and whether a key may exist: %s',
    async (fault, reason, spent, made) => {
      const { issuer, rotator } = await world();
      issuer.fail('create', fault);
      const answer = await rotator.createSecret({ name: 'evergrant mail 1', scopes: ['mail.send'] });
      expect(answer).toMatchObject({ kind: 'failed', verdict: { reason, spent } });
      expect(issuer.alive('evergrant')).toHaveLength(made);
    },
  );

  it('honours the end of the period that a limited API names', async () => {
    const { issuer, rotator } = await world();
    issuer.fail('list', 429);
    const answer = await rotator.findSecret('x');
    expect(answer.kind === 'failed' && answer.retryAfter).toBeGreaterThan(0);
  });

  it('accuses no key where a proxy answers in place of the API', async () => {
    const { issuer, rotator } = await world();
    issuer.fail('test', 'garbled');
    const [key] = issuer.keys;
    const answer = await rotator.testSecret(new SecretText(key?.key ?? ''));
    expect(answer).toMatchObject({ kind: 'failed', verdict: { reason: 'KeyAnswerUnknown' } });
  });

  it('sends nothing where the managing key was never set, or the address is not safe', async () => {
    const { issuer } = await world();
    const missing = rotatorAt(issuer.origin, undefined);
    expect(await missing.findSecret('x')).toMatchObject({ verdict: { reason: 'ManagingKeyMissing' } });
    const unsafe = rotatorAt('http://mail.example', 'SG.aaaaaaaa.bbbbbbbb');
    expect(await unsafe.findSecret('x')).toMatchObject({ kind: 'failed', verdict: { spent: 'no' } });
    expect(issuer.calls).toEqual([]);
  });
});

async function world(): Promise<{ issuer: KeyIssuer; rotator: ReturnType<typeof httpRotator> }> {
  const issuer = await issuers();
  return { issuer, rotator: rotatorAt(issuer.origin, issuer.issue('admin', MANAGING).key) };
}

function rotatorAt(origin: string, manager: string | undefined) {
  return httpRotator({
    api: sendgrid,
    send: (request) => sendKeyRequest(request, { origin, clock: systemClock }),
    manager: async () => (manager === undefined ? undefined : new SecretText(manager)),
    managerName: 'mail-admin',
    now: () => systemClock.now(),
  });
}
