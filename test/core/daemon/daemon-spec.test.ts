import { describe, expect, it } from '@jest/globals';
import { daemonSpec } from '../../../core/daemon/daemon-spec.ts';
import { portSheet } from '../../support/daemon-spec.ts';

describe('the spec of a daemon', () => {
  it('keeps what the declaration says of the program and takes the threshold of the channel', () => {
    const { grants: _, criticalAfter: __, ...declared } = portSheet({ environment: { CREW: 'night' } });
    const spec = daemonSpec(
      { kind: 'supervised', uses: [], ...declared, tokens: [], restart: undefined, sessions: undefined },
      { criticalAfter: 5 },
    );
    expect(spec).toEqual(
      portSheet({ environment: { CREW: 'night' }, grants: [], criticalAfter: 5, tokens: [] }),
    );
  });
});
