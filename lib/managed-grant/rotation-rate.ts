import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refusal } from '../refuse.ts';

/** Secrets Manager's own schedule goes no lower. */
const SHORTEST_ROTATION = Duration.hours(4);

/** `rate(24 hours)`. Refuses, as the prop `rotateEvery`, what Secrets Manager would refuse at deployment. */
export function rotationRate(scope: Construct, every: Duration): string {
  if (every.isUnresolved()) return `rate(${every.toHours()} hours)`;
  const hours = every.toHours({ integral: false });
  if (Number.isInteger(hours) && hours >= SHORTEST_ROTATION.toHours()) return `rate(${hours} hours)`;
  throw refusal(scope, {
    prop: 'rotateEvery',
    says: `expected whole hours, ${SHORTEST_ROTATION.toHours()} or more, got ${every.toHumanString()}`,
    remedy: 'tokens are refreshed by the minute without it; give Duration.hours(4) or more',
  });
}
