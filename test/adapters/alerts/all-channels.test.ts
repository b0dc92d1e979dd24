import { describe, expect, it } from '@jest/globals';
import { allChannels, type ChannelFailure } from '../../../adapters/alerts/all-channels.ts';
import { Fault } from '../../../core/fault.ts';
import type { IncidentNotice } from '../../../core/incident/incident.ts';
import { noticeOf } from '../../support/incident-notice.ts';

const broken = new Fault({ code: 'WebhookRefused', message: 'webhook ops: it answered 404' });

/** Channels by name; `broken` ones refuse. */
function channels(names: readonly string[]) {
  const took: string[] = [];
  const failures: ChannelFailure[] = [];
  const named = names.map((name) => ({
    name,
    alert: {
      notify: async (_: IncidentNotice) => {
        if (name.startsWith('broken')) throw broken;
        took.push(name);
      },
    },
  }));
  return { alert: allChannels(named, (failed) => failures.push(...failed)), took, failures };
}

describe('telling all channels', () => {
  it('reaches the others when one fails, and reports that one', async () => {
    const { alert, took, failures } = channels(['broken', 'terminal', 'file']);
    await alert.notify(noticeOf('opened'));
    expect(took).toEqual(['terminal', 'file']);
    expect(failures).toEqual([{ channel: 'broken', error: broken }]);
  });

  it('reports nothing when all take it', async () => {
    const { alert, failures } = channels(['terminal']);
    await alert.notify(noticeOf('opened'));
    expect(failures).toEqual([]);
  });

  it('fails with all failures when none takes it', async () => {
    const { alert, failures } = channels(['broken-a', 'broken-b']);
    const failure: unknown = await alert.notify(noticeOf('opened')).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'AlertNotTaken',
      message: expect.stringMatching(/broken-a \(webhook ops: it answered 404\); broken-b/),
      retryable: true,
      cause: { errors: [broken, broken] },
    });
    expect(failures).toEqual([]);
  });

  it('fails when there is no channel at all', async () => {
    await expect(channels([]).alert.notify(noticeOf('opened'))).rejects.toMatchObject({
      code: 'AlertNotTaken',
      message: 'no channel is declared for alerts',
    });
  });
});
