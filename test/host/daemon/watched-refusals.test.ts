import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../../../core/broker.ts';
import type { DaemonEvent } from '../../../core/daemon/daemon-event.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { WatchedRefusals } from '../../../host/daemon/watched-refusals.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);
const LINE = 'token error: HTTP Error 400: {"error":"invalid_grant"}';

function watched({ away = false }: { away?: boolean } = {}) {
  const is = { now: NOW, away };
  const reported: [string, Refusal][] = [];
  const events: DaemonEvent[] = [];
  const refusals = new WatchedRefusals({
    broker: {
      reportRefusal: async (credential, refusal) => {
        if (is.away) throw new Error('the broker is away');
        reported.push([credential, refusal]);
        return { kind: 'refreshed', generation: 4, fingerprint: 'ffffffffffff' };
      },
    },
    now: () => is.now,
    credentialsOf: (daemon) => (daemon === 'gateway' ? ['crew', 'mail'] : daemon === 'alone' ? [] : ['crew']),
    inForce: (credential) => (credential === 'crew' ? '0123456789ab' : null),
    onEvent: (event) => void events.push(event),
  });
  return { is, refusals, reported, events };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('refusals in the lines of watched daemons', () => {
  it('are reported for each credential that the daemon uses, and told as its supervisor would', async () => {
    const { refusals, reported, events } = watched();
    refusals.refused('gateway', LINE);
    await settled();
    expect(reported).toEqual([
      ['crew', { fingerprint: '0123456789ab', daemon: 'gateway', evidence: [LINE] }],
      ['mail', { fingerprint: null, daemon: 'gateway', evidence: [LINE] }],
    ]);
    expect(events[0]).toEqual({
      at: NOW,
      daemon: 'gateway',
      type: 'refusalReported',
      grant: 'crew',
      fingerprint: '0123456789ab',
      answer: 'refreshed',
    });
  });

  it('are reported once a minute for a credential, whichever daemon complains', async () => {
    const { is, refusals, reported } = watched();
    for (let second = 0; second < 61; second += 1) {
      is.now = NOW + second * SECOND;
      refusals.refused('port-sheet', LINE);
      refusals.refused('other', LINE);
    }
    await settled();
    expect(reported).toHaveLength(2);
  });

  it('are nobody’s business where no token of this host is used', async () => {
    const { refusals, reported } = watched();
    refusals.refused('alone', LINE);
    await settled();
    expect(reported).toEqual([]);
  });

  it('are reported by a later line when the broker was away, also after the clock was set back', async () => {
    const { is, refusals, reported } = watched({ away: true });
    refusals.refused('port-sheet', LINE);
    await settled();
    is.away = false;
    is.now = NOW - 10 * MINUTE;
    refusals.refused('port-sheet', LINE);
    await settled();
    expect(reported).toHaveLength(1);
  });
});
