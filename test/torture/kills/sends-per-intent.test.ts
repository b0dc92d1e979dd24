import { describe, expect, it } from '@jest/globals';
import type { EvergrantEvent } from '../../../core/event.ts';
import type { TokenRequestEntry } from '../../../drill/authorization-server/record.ts';
import { sentTooOften } from '../../../torture/kills/sends-per-intent.ts';

const started = (at: number, intent: string): EvergrantEvent => ({
  schema: 1,
  at,
  type: 'refreshStarted',
  credential: 'crew-sheets',
  details: { intent },
});

const request = (at: number, sent: string): TokenRequestEntry => ({
  at: new Date(at).toISOString(),
  number: at,
  clientId: 'desk',
  grantType: 'refresh_token',
  sent,
  outcome: 'issued',
  fault: null,
  issued: { accessToken: 'a', refreshToken: 'r' },
  family: 'f',
});

describe('sends per intent', () => {
  it('finds nothing wrong with one request for each intent, or none', () => {
    const events = [started(10, 'one'), started(20, 'two'), started(30, 'three')];
    expect(sentTooOften({ events, requests: [request(12, 'x'), request(31, 'y')] })).toEqual({
      intents: 3,
      broken: [],
    });
  });

  it('names the intent that sent twice', () => {
    const events = [started(10, 'one'), started(20, 'two')];
    const { broken } = sentTooOften({ events, requests: [request(12, 'x'), request(13, 'x')] });
    expect(broken).toEqual(['intent one sent x, x']);
  });

  it('names a request that no intent announced', () => {
    const { broken } = sentTooOften({ events: [started(10, 'one')], requests: [request(9, 'x')] });
    expect(broken).toEqual(['no intent, sent x']);
  });
});
