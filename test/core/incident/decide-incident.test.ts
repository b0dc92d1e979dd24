import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideIncident, type IncidentDecision } from '../../../core/incident/decide-incident.ts';
import type { Condition, Incident, IncidentNotice, Severity } from '../../../core/incident/incident.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../../core/time.ts';
import { conditionFor } from '../../support/incident-notice.ts';

const NOW = Date.parse('2026-05-13T14:30:00Z');

function look(
  stored: Incident | null,
  at: { condition: Condition | null; now?: Instant; newId?: string; telling?: number },
): IncidentDecision {
  return decideIncident({ stored, now: NOW, grant: 'crew-sheets', deployment: 'jada', newId: 'i-1', ...at });
}

/** The incident as it lies in the ledger after a decision whose notice was taken. */
function taken(decision: IncidentDecision): Incident | null {
  return noticeOf(decision)?.incident ?? decision.next;
}

function noticeOf(decision: IncidentDecision): IncidentNotice | undefined {
  return decision.kind === 'none' ? undefined : decision.notice;
}

function openIncident(severity: Severity = 'critical'): Incident | null {
  return taken(look(null, { condition: conditionFor(severity) }));
}

describe('deciding on an incident', () => {
  it('does nothing while nothing is wrong', () => {
    expect(look(null, { condition: null })).toEqual({ kind: 'none', next: null });
  });

  it('opens once, and is stored as untold before the message leaves', () => {
    const opened = look(null, { condition: conditionFor('critical') });
    expect(opened).toMatchObject({
      kind: 'open',
      next: { id: 'i-1', openedAt: NOW, notifiedAt: null, closedAt: null },
    });
    expect(noticeOf(opened)).toMatchObject({
      kind: 'opened',
      deployment: 'jada',
      incident: { notifiedAt: NOW },
    });
    expect(look(taken(opened), { condition: conditionFor('critical'), now: NOW + MINUTE }).kind).toBe('none');
  });

  it('falls due again when no channel took the opening', () => {
    const opened = look(null, { condition: conditionFor('critical') });
    const again = look(opened.next, { condition: conditionFor('critical'), now: NOW + MINUTE, newId: 'i-2' });
    expect(again).toMatchObject({
      kind: 'open',
      next: { id: 'i-1' },
      notice: { kind: 'opened', at: NOW + MINUTE },
    });
  });

  it('is left to whoever opened it while that one may be telling people, whose clock is ahead or behind', () => {
    const opened = look(null, { condition: conditionFor('critical') });
    const soon = (now: Instant) =>
      look(opened.next, { condition: conditionFor('critical'), now, telling: MINUTE });
    expect(soon(NOW + MINUTE - 1)).toEqual({ kind: 'none', next: opened.next });
    expect(soon(NOW - MINUTE + 1).kind).toBe('none');
    expect(soon(NOW + MINUTE).kind).toBe('open');
  });

  it('gives back the very item that is stored when nothing changed', () => {
    const stored = openIncident();
    expect(look(stored, { condition: conditionFor('critical') }).next).toBe(stored);
  });

  it('takes another reason of the same severity silently', () => {
    const other = conditionFor('critical', { reason: 'InvalidClient' });
    expect(look(openIncident(), { condition: other })).toMatchObject({
      kind: 'none',
      next: { id: 'i-1', condition: { reason: 'InvalidClient' } },
    });
  });

  it('takes a falling severity silently', () => {
    const decision = look(openIncident('critical'), { condition: conditionFor('warning') });
    expect(decision).toMatchObject({ kind: 'none', next: { condition: { severity: 'warning' } } });
  });

  it('tells once when a warning becomes critical', () => {
    const worse = look(openIncident('warning'), { condition: conditionFor('critical'), now: NOW + HOUR });
    expect(worse).toMatchObject({
      kind: 'worsen',
      notice: {
        kind: 'worsened',
        incident: { id: 'i-1', condition: { severity: 'critical' }, notifiedAt: NOW + HOUR },
      },
    });
    expect(look(taken(worse), { condition: conditionFor('critical'), now: NOW + 2 * HOUR }).kind).toBe(
      'none',
    );
  });

  it('falls due again when no channel took the worsening', () => {
    const worse = look(openIncident('warning'), { condition: conditionFor('critical') });
    expect(look(worse.next, { condition: conditionFor('critical') }).kind).toBe('worsen');
  });

  it('reminds of a warning in stages once a stage, and not every day in between', () => {
    const inStage = (stageAt: number) => conditionFor('warning', { stageAt });
    const stored = taken(look(null, { condition: inStage(NOW - 1), now: NOW }));
    expect(look(stored, { condition: inStage(NOW - 1), now: NOW + 9 * DAY }).kind).toBe('none');
    const next = look(stored, { condition: inStage(NOW + 10 * DAY), now: NOW + 10 * DAY });
    expect(noticeOf(next)?.kind).toBe('reminder');
    expect(look(taken(next), { condition: inStage(NOW + 10 * DAY), now: NOW + 12 * DAY }).kind).toBe('none');
  });

  it('reminds a day after the last message and not a moment earlier', () => {
    const stored = openIncident();
    const condition = conditionFor('critical');
    expect(look(stored, { condition, now: NOW + DAY - 1 }).kind).toBe('none');
    const reminded = look(stored, { condition, now: NOW + DAY });
    expect(noticeOf(reminded)?.kind).toBe('reminder');
    expect(look(taken(reminded), { condition, now: NOW + 2 * DAY - 1 }).kind).toBe('none');
  });

  it('closes once, and falls due again when no channel took that', () => {
    const closed = look(openIncident(), { condition: null, now: NOW + HOUR });
    expect(closed).toMatchObject({ kind: 'close', next: { closedAt: NOW + HOUR, closeNotified: false } });
    expect(look(closed.next, { condition: null, now: NOW + 2 * HOUR })).toMatchObject({
      kind: 'close',
      notice: { kind: 'closed', incident: { closedAt: NOW + HOUR, closeNotified: true } },
    });
    expect(look(taken(closed), { condition: null }).kind).toBe('none');
  });

  it('closes without a word what nobody was told of', () => {
    const untold = look(null, { condition: conditionFor('critical') }).next;
    const closed = look(untold, { condition: null });
    expect(closed).toMatchObject({ kind: 'close', next: { closeNotified: true } });
    expect(noticeOf(closed)).toBeUndefined();
    expect(look(closed.next, { condition: null }).kind).toBe('none');
  });

  it('opens a new incident after a closed one', () => {
    const closed = taken(look(openIncident(), { condition: null }));
    expect(look(closed, { condition: conditionFor('warning'), newId: 'i-2' })).toMatchObject({
      kind: 'open',
      next: { id: 'i-2', closedAt: null, closeNotified: false, notifiedAt: null },
    });
  });

  it('tells each incident at most once that it opened and that it closed, and reminds a day apart, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(aLook, { maxLength: 60 }), (looks) => {
        const told = live(looks);
        for (const notices of byIncident(told)) {
          expect(count(notices, 'opened')).toBe(1);
          expect(count(notices, 'closed')).toBeLessThanOrEqual(1);
          expect(notices[0]?.kind).toBe('opened');
          if (count(notices, 'closed') === 1) expect(notices.at(-1)?.kind).toBe('closed');
          notices.forEach((notice, index) => {
            if (notice.kind === 'reminder')
              expect(notice.at - (notices[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(DAY);
          });
        }
      }),
    );
  });

  it('tells in the end of everything that stays wrong, once a channel works', () => {
    fc.assert(
      fc.property(fc.array(aLook, { maxLength: 30 }), (looks) => {
        const last = { condition: conditionFor('critical'), after: MINUTE, channelWorks: true };
        const told = live([...looks, last]);
        expect(told.findLast(({ kind }) => kind !== 'closed')?.incident.condition.severity).toBe('critical');
      }),
    );
  });
});

interface Look {
  readonly condition: Condition | null;
  /** Time since the look before; a clock that was set back makes it negative. */
  readonly after: number;
  readonly channelWorks: boolean;
}

const aLook: fc.Arbitrary<Look> = fc.record({
  condition: fc.option(
    fc
      .tuple(
        fc.constantFrom<Severity>('warning', 'critical'),
        fc.constantFrom('RefreshTokenRevoked', 'EndForeseen'),
      )
      .map(([severity, reason]) => conditionFor(severity, { reason })),
    { freq: 3 },
  ),
  after: fc.integer({ min: -HOUR, max: 2 * DAY }),
  channelWorks: fc.boolean(),
});

/** Lets a broker live through these looks. @returns the notices that a channel took */
function live(looks: readonly Look[]): IncidentNotice[] {
  const told: IncidentNotice[] = [];
  let stored: Incident | null = null;
  let now = NOW;
  for (const [index, { condition, after, channelWorks }] of looks.entries()) {
    now += after;
    const decision = look(stored, { condition, now, newId: `i-${index}` });
    stored = decision.next;
    const notice = noticeOf(decision);
    if (notice && channelWorks) {
      told.push(notice);
      stored = notice.incident;
    }
  }
  return told;
}

function count(notices: readonly IncidentNotice[], kind: IncidentNotice['kind']): number {
  return notices.filter((notice) => notice.kind === kind).length;
}

function byIncident(notices: readonly IncidentNotice[]): IncidentNotice[][] {
  const ids = [...new Set(notices.map(({ incident }) => incident.id))];
  return ids.map((id) => notices.filter(({ incident }) => incident.id === id));
}
