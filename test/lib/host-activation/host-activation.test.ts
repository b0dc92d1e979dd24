import { describe, expect, it } from '@jest/globals';
import { Duration, Lazy } from 'aws-cdk-lib';
import { readProperties } from '../../../lambda/activation/read-properties.ts';
import { HostActivation } from '../../../lib/host-activation/host-activation.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function made(expiresIn?: Duration) {
  const stack = oneStack(PLACE);
  const props = { deployment: 'jada', host: 'ops', machine: 'evergrant-jada-ops.us-east-1a' };
  new HostActivation(stack, 'It', { ...props, ...(expiresIn && { expiresIn }) });
  return templateOf(stack);
}

function propertiesIn(template: ReturnType<typeof made>): Record<string, unknown> {
  const [resource] = Object.values(template.findResources('Custom::EvergrantActivation'));
  return resource?.Properties ?? {};
}

describe('the activation of a host', () => {
  it('fails a stack after minutes when its function is dead', () => {
    made().hasResourceProperties('Custom::EvergrantActivation', { ServiceTimeout: '420' });
  });

  it.each([
    ['a day unless it is said', undefined, 24],
    ['an hour', Duration.hours(1), 1],
    ['the longest time', Duration.hours(719), 719],
    ['whole hours in days', Duration.days(29), 696],
  ])('gives the machine %s, and the function takes it', (_, expiresIn, hours) => {
    const properties = propertiesIn(made(expiresIn));
    expect(properties.ExpiresInHours).toBe(hours);
    // CloudFormation gives numbers as texts.
    const given = { ...properties, ExpiresInHours: String(properties.ExpiresInHours) };
    expect(readProperties(given, 'jada').life).toBe(hours * 3_600_000);
  });

  it.each([
    ['30 days, which is what Systems Manager itself takes', Duration.days(30), '720 hours'],
    ['years', Duration.days(400), '9600 hours'],
    ['no time', Duration.hours(0), '0 hours'],
    ['half an hour', Duration.minutes(30), '0.5 hours'],
    ['an hour and a half', Duration.minutes(90), '1.5 hours'],
    ['what only a deploy knows', Duration.hours(Lazy.number({ produce: () => 3 })), 'known only in a deploy'],
  ])('is refused at synth for %s', (_, expiresIn, said) => {
    expect(() => made(expiresIn)).toThrow(said);
    expect(() => made(expiresIn)).toThrow('expected whole hours from 1 to 719');
  });
});
