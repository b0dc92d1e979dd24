import { describe, expect, it } from '@jest/globals';
import { daemonEventJson } from '../../../core/daemon/daemon-event-json.ts';

const at = Date.UTC(2026, 4, 13, 14, 30);
const hold = {
  grant: 'crew-sheets',
  reason: 'RefreshTokenRevoked',
  message: 'the refresh token was revoked',
  remedy: 'evergrant login crew-sheets',
  latched: true,
};

describe('an event of a supervisor for scripts', () => {
  it('is one JSON object a line', () => {
    expect(JSON.parse(daemonEventJson({ at, daemon: 'port-sheet', type: 'runHeld', hold }))).toEqual({
      schema: 1,
      at: '2026-05-13T14:30:00.000Z',
      daemon: 'port-sheet',
      type: 'runHeld',
      hold,
    });
  });

  it('gives scripts instants as text and spans in seconds, as everything on the wire', () => {
    const changed = {
      at,
      daemon: 'port-sheet',
      type: 'intervalChanged',
      from: 2_000,
      to: 1_800_000,
    } as const;
    expect(JSON.parse(daemonEventJson(changed))).toMatchObject({ fromSeconds: 2, toSeconds: 1_800 });
    const woken = { at, daemon: 'port-sheet', type: 'runWoken', because: 'released', insteadOf: at } as const;
    expect(JSON.parse(daemonEventJson(woken)).insteadOf).toBe('2026-05-13T14:30:00.000Z');
  });
});
