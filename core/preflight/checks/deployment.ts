import { type Check, finding } from '../finding.ts';
import type { DeploymentSituation } from '../situation.ts';

/** Is every part of the deployment there and usable by whoever asks? */
export const resources: Check<DeploymentSituation> = ({ resources: parts }) => {
  const at = { name: 'resources', grant: null };
  const troubles = parts.flatMap(({ trouble }) => trouble ?? []);
  if (troubles.length === 0)
    return [
      finding({
        ...at,
        outcome: 'good',
        reason: 'ResourcesReady',
        message: `the ${parts.length} parts of the deployment that this needs are there`,
      }),
    ];
  return troubles.map((trouble) => finding({ ...at, outcome: 'failed', ...trouble }));
};

/** Does the function wake? */
export const beat: Check<DeploymentSituation> = ({ beat: trouble }) => [
  trouble
    ? finding({ name: 'heartbeat', grant: null, outcome: 'unproven', ...trouble })
    : finding({
        name: 'heartbeat',
        grant: null,
        outcome: 'good',
        reason: 'HeartbeatSeen',
        message: 'the function woke within the last 5 minutes',
      }),
];

/** Will anybody hear of a failure? Whether a subscriber confirmed is known to the topic alone. */
export const subscribers: Check<DeploymentSituation> = ({ subscribers: names }) => [
  names.length > 0
    ? finding({
        name: 'alerts',
        grant: null,
        outcome: 'good',
        reason: 'AlertsDeclared',
        message: `the ops topic tells ${names.join(', ')}, once each has confirmed`,
      })
    : finding({
        name: 'alerts',
        grant: null,
        outcome: 'noted',
        reason: 'NoAlertChannel',
        message: 'nobody is subscribed to the ops topic by the declaration',
        remedy: 'declare a channel under alerts:, then: npx cdk deploy --all',
      }),
];
