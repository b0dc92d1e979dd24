import { describe, expect, it } from '@jest/globals';
import { readProperties } from '../../../lambda/activation/read-properties.ts';
import { activationProperties } from '../../support/resource-request.ts';

const HOUR = 3_600_000;

describe('the properties of an activation', () => {
  it('are those that the construct writes', () => {
    expect(readProperties(activationProperties(), 'jada')).toEqual({
      deployment: 'jada',
      host: 'ops',
      replacement: 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023',
      life: 24 * HOUR,
    });
  });

  it.each([
    ['1', 1],
    ['719', 719],
    [24, 24],
  ])('live %j hours', (given, hours) => {
    expect(readProperties(activationProperties({ ExpiresInHours: given }), 'jada').life).toBe(hours * HOUR);
  });

  it('live a day where nothing is said', () => {
    const { ExpiresInHours: _, ...rest } = activationProperties();
    expect(readProperties(rest, 'jada').life).toBe(24 * HOUR);
  });

  it.each([
    ['Deployment', 'other'],
    ['Host', 'a/b'],
    ['Host', ''],
    ['RoleName', 'Admin'],
    ['RoleName', 7],
    ['Replacement', ''],
    ['ExpiresInHours', '0'],
    ['ExpiresInHours', '720'],
    ['ExpiresInHours', '1.5'],
    ['ExpiresInHours', null],
  ])('are refused with %s %j, by name', (property, value) => {
    expect(() => readProperties(activationProperties({ [property]: value }), 'jada')).toThrow(
      expect.objectContaining({
        code: 'ResourceInvalid',
        message: expect.stringContaining(
          `property ${property} of the activation is ${JSON.stringify(value)}`,
        ),
      }),
    );
  });

  it('are refused where they are none', () => {
    expect(() => readProperties(undefined, 'jada')).toThrow(
      'property ResourceProperties of the activation is missing',
    );
  });
});
