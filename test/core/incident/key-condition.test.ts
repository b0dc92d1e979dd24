import { describe, expect, it } from '@jest/globals';
import { type KeySymptoms, keyConditionOf } from '../../../core/incident/key-condition.ts';
import { type KeyState, NO_KEY, type SettledKey } from '../../../core/rotate/state.ts';
import { DAY, HOUR } from '../../../core/time.ts';

const NOW = Date.UTC(2026, 4, 13);

const SETTLED: SettledKey = {
  generation: 2,
  intentId: 'intent',
  versionId: 'k',
  tokenVersionId: 't',
  keyId: 'id2',
  fingerprint: 'a1b2c3d4e5f6',
  since: NOW - 40 * DAY,
  origin: 'rotation',
};

const ROTATION = { rotateEvery: 30 * DAY, overlap: DAY, verifyEvery: HOUR, scopes: null };
const BACKOFF = { failures: 3, since: NOW - 2 * DAY, until: NOW + HOUR };
const verdict = (kind: 'transient' | 'client_misconfigured') => ({
  class: kind,
  reason: 'SomeReason',
  message: 'it did not work',
  at: NOW,
});

describe('what people hear of an API key', () => {
  it.each<[string, Partial<KeyState>, Partial<KeySymptoms>, object | null]>([
    ['nothing while all is well', { rotateAt: NOW + DAY, settled: { ...SETTLED, since: NOW } }, {}, null],
    [
      'that it is dead, and that another can be made',
      { refusal: { reason: 'ApiKeyRefused', message: 'gone', since: NOW - HOUR } },
      { managedByAnother: true },
      { severity: 'critical', reason: 'ApiKeyRefused', remedy: expect.stringContaining('rotate mail --now') },
    ],
    [
      'that it is dead, and that a person must make another',
      { refusal: { reason: 'ApiKeyRefused', message: 'gone', since: NOW - HOUR } },
      {},
      { severity: 'critical', worksUntil: NOW - HOUR, remedy: expect.stringContaining('key set mail') },
    ],
    [
      'at once what only a person can change',
      { backoff: BACKOFF, lastVerdict: verdict('client_misconfigured') },
      {},
      { severity: 'warning', reason: 'SomeReason', worksUntil: null },
    ],
    [
      'nothing of a failing rotation that is not late',
      {
        rotateAt: NOW - HOUR,
        settled: { ...SETTLED, since: NOW - 29 * DAY },
        backoff: BACKOFF,
        lastVerdict: verdict('transient'),
      },
      {},
      null,
    ],
    [
      'that a rotation is late',
      { rotateAt: NOW - 2 * DAY, backoff: BACKOFF, lastVerdict: verdict('transient') },
      {},
      { severity: 'warning', reason: 'RotationLate', message: expect.stringContaining('failed 3 times') },
    ],
    [
      'that the key before it lives too long',
      {
        rotateAt: NOW + DAY,
        settled: { ...SETTLED, since: NOW - 3 * DAY },
        retiring: [
          {
            keyId: 'id1',
            generation: 1,
            fingerprint: 'f',
            deleteAfter: NOW - 2 * HOUR,
            lookAt: NOW,
            urgent: false,
          },
        ],
      },
      {},
      { severity: 'warning', reason: 'OldKeyLives' },
    ],
    [
      'that a plain key is old',
      {},
      { rotation: null, warnAfter: 30 * DAY },
      { severity: 'warning', reason: 'KeyOld' },
    ],
    [
      'that a consumer was refused with a plain key',
      { consumerRefusedAt: NOW - HOUR },
      { rotation: null },
      { severity: 'critical', reason: 'ApiKeyRefused' },
    ],
  ])('is %s', (_sentence, state, symptoms, expected) => {
    const condition = keyConditionOf({
      key: 'mail',
      state: { ...NO_KEY, settled: SETTLED, ...state },
      now: NOW,
      rotation: ROTATION,
      managedByAnother: false,
      warnAfter: undefined,
      affected: ['mailer'],
      evidence: [],
      deliveryTroubles: [],
      ...symptoms,
    });
    if (expected === null) expect(condition).toBeNull();
    else expect(condition).toMatchObject({ affected: ['mailer'], ...expected });
  });
});
