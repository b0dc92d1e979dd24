import { describe, expect, it } from '@jest/globals';
import { eventText } from '../../cli/event-text.ts';

const AT = Date.UTC(2026, 4, 13, 14, 30);

describe('an event as a line of text', () => {
  it('ends with what to type next, where something is to be done', () => {
    const line = eventText(
      {
        schema: 1,
        at: AT,
        type: 'finding',
        reason: 'ClockOff',
        message: 'the clock is 7 s behind',
        details: { offset: 7, remedy: 'timedatectl set-ntp true' },
      },
      { colour: false },
    );
    expect(line).toBe(
      '14:30:00.000  finding          broker  ClockOff: the clock is 7 s behind  offset=7; next: timedatectl set-ntp true',
    );
  });

  it('shows details by name, and leaves out what is empty', () => {
    const line = eventText(
      {
        schema: 1,
        at: AT,
        type: 'delivered',
        credential: 'crew',
        generation: 3,
        details: { sink: 'file', left: null },
      },
      { colour: false },
    );
    expect(line).toBe('14:30:00.000  delivered        crew generation 3  sink=file');
  });
});
