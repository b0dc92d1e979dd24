import { describe, expect, it } from '@jest/globals';
import type { EvergrantEvent } from '../../../core/event.ts';
import { Fault } from '../../../core/fault.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { Findings } from '../../../host/broker/findings.ts';
import { LeapingClock } from '../../support/fakes/leaping-clock.ts';

const STATE = {
  formatVersion: 1,
  stateId: 's',
  machineId: 'm',
  createdAt: 0,
  path: '/state',
  clone: false,
} as const;
const UNREACHABLE = new Fault({ code: 'IssuerUnreachable', message: 'no answer', remedy: 'curl it' });

describe('findings', () => {
  it.each<[string, (findings: Findings) => void, { code: string; message: RegExp; remedy: RegExp }]>([
    [
      'parts of the state that vanished',
      (findings) => findings.opened({ ...STATE, lost: ['ledger/grant'] }),
      { code: 'StateLost', message: /ledger\/grant/, remedy: /evergrant login/ },
    ],
    [
      'damaged files that were got over',
      (findings) => findings.damaged({ name: 'ledger/grant/crew', paths: ['/state/1'], behind: false }),
      { code: 'StateDamaged', message: /the last good value is in use/, remedy: /check the disk/ },
    ],
    [
      'damage that lost something newer',
      (findings) => findings.damaged({ name: 'ledger/grant/crew', paths: ['/state/1'], behind: true }),
      {
        code: 'StateDamaged',
        message: /something newer than what is left was lost/,
        remedy: /check the disk/,
      },
    ],
    [
      'a channel that did not take a message',
      (findings) => findings.alertsFailed([{ channel: 'ops', error: UNREACHABLE }]),
      {
        code: 'AlertNotTaken',
        message: /^alerts\.ops did not take a message: no answer$/,
        remedy: /^curl it$/,
      },
    ],
    [
      'a grant that could not be looked at',
      (findings) => findings.lookFailed('crew', UNREACHABLE),
      { code: 'IssuerUnreachable', message: /^crew could not be looked at: no answer$/, remedy: /^curl it$/ },
    ],
    [
      'an error that nobody foresaw',
      (findings) => findings.lookFailed('crew', new TypeError('x is undefined')),
      { code: 'Unexpected', message: /x is undefined/, remedy: /^evergrant status$/ },
    ],
    [
      'a clock that is behind',
      (findings) => findings.looked('crew', { ...NO_GRANT, clockOffset: 10 * MINUTE }),
      {
        code: 'ClockOff',
        message: /clock is 10 min behind the clock of the issuer of crew/,
        remedy: /timedatectl/,
      },
    ],
    [
      'a clock that is ahead',
      (findings) => findings.looked('crew', { ...NO_GRANT, clockOffset: -HOUR }),
      {
        code: 'ClockOff',
        message: /clock is 1 h ahead of the clock of the issuer of crew/,
        remedy: /timedatectl/,
      },
    ],
  ])('list and announce %s', (_sentence, happen, told) => {
    const { findings, events } = fresh();
    happen(findings);
    const { code, message, remedy } = told;
    expect(findings.list()).toEqual([
      { code, message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) },
    ]);
    expect(events).toMatchObject([
      {
        reason: code,
        message: expect.stringMatching(message),
        details: { remedy: expect.stringMatching(remedy) },
      },
    ]);
  });

  it('are announced once for as long as they say the same', () => {
    const { findings, events } = fresh();
    for (let look = 0; look < 3; look += 1) findings.lookFailed('crew', UNREACHABLE);
    expect(events).toHaveLength(1);
    findings.lookFailed('crew', new Fault({ code: 'DiskFull', message: 'no room' }));
    expect(events).toHaveLength(2);
    expect(findings.list()).toHaveLength(1);
  });

  it('end with the next look that succeeds', () => {
    const { findings } = fresh();
    findings.lookFailed('crew', UNREACHABLE);
    findings.looked('crew', { ...NO_GRANT, clockOffset: 10 * MINUTE });
    findings.looked('crew', { ...NO_GRANT, clockOffset: 5 * SECOND });
    expect(findings.list()).toEqual([]);
  });

  it('of one grant are not ended by a look at another', () => {
    const { findings } = fresh();
    findings.lookFailed('crew', UNREACHABLE);
    findings.looked('office', NO_GRANT);
    expect(findings.list()).toHaveLength(1);
  });

  it('announce a leap of the clock and do not list it: it is over when it is noticed', () => {
    const { findings, events } = fresh();
    findings.clockLeaped(-2 * HOUR);
    expect(findings.list()).toEqual([]);
    expect(events).toMatchObject([
      { type: 'clockOff', reason: 'ClockLeaped', message: expect.stringMatching(/back by 2 h/) },
    ]);
  });
});

function fresh(): { findings: Findings; events: EvergrantEvent[] } {
  const events: EvergrantEvent[] = [];
  return {
    events,
    findings: new Findings({ event: (event) => void events.push(event) }, new LeapingClock()),
  };
}
