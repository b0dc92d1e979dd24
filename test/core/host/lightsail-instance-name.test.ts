import { describe, expect, it } from '@jest/globals';
import { lightsailInstanceName } from '../../../core/host/lightsail-instance-name.ts';

const OPS = { name: 'ops', zone: 'us-east-1a', bundle: 'micro_3_0', blueprint: 'amazon_linux_2023' };

describe('the name of a Lightsail instance', () => {
  it('is one that Lightsail takes', () => {
    const name = lightsailInstanceName('jada', OPS);
    expect(name).toBe('evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023');
    expect(name).toMatch(/^[a-zA-Z0-9][\w\-.]*[a-zA-Z0-9]$/);
  });

  it.each([{ zone: 'us-east-1b' }, { bundle: 'nano_3_0' }, { blueprint: 'debian_12' }, { name: 'ops2' }])(
    'is another with %p: the old instance still has its own',
    (change) => {
      expect(lightsailInstanceName('jada', { ...OPS, ...change })).not.toBe(
        lightsailInstanceName('jada', OPS),
      );
    },
  );
});
