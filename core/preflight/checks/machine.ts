import { type Check, finding } from '../finding.ts';
import type { MachineSituation } from '../situation.ts';

/** Is what the broker keeps sound, complete and of this machine? */
export const stateDirectory: Check<MachineSituation> = ({ stateDirectory: path, state }) => {
  const at = { name: 'state directory', grant: null };
  switch (state.kind) {
    case 'sound':
      return [
        finding({
          ...at,
          outcome: 'good',
          reason: 'StateSound',
          message: `every file of ${path} is as it was written`,
        }),
      ];
    case 'damaged':
      return [
        finding({
          ...at,
          outcome: 'failed',
          reason: 'StateDamaged',
          message: `these files are not as they were written: ${state.files.join(', ')}`,
          remedy: 'check the disk; evergrant up goes on from what is left and keeps them as evidence',
        }),
      ];
    case 'clone':
      return [
        finding({
          ...at,
          outcome: 'failed',
          reason: 'StateFromAnotherMachine',
          message: `${path} was made on another machine, and refreshing here would race the original`,
          remedy: 'stop evergrant on the other machine for good, then: evergrant claim',
        }),
      ];
    case 'unusable':
      return [finding({ ...at, outcome: 'unproven', ...state.trouble })];
  }
};

/** Does somebody keep the grants alive? */
export const broker: Check<MachineSituation> = ({ broker: found }) => {
  const at = { name: 'broker', grant: null };
  switch (found.kind) {
    case 'running':
      return [
        finding({
          ...at,
          outcome: 'good',
          reason: 'BrokerRunning',
          message: `the broker runs as process ${found.pid}`,
        }),
      ];
    case 'away':
      return [
        finding({
          ...at,
          outcome: 'unproven',
          reason: 'BrokerAway',
          message: 'no broker runs: nothing is refreshed',
          remedy: 'evergrant up',
        }),
      ];
    case 'silent':
      return [
        finding({
          ...at,
          outcome: 'unproven',
          reason: 'BrokerSilent',
          message: 'the broker does not answer this user in time',
          remedy: 'evergrant status says more',
        }),
      ];
  }
};

/** Will anybody hear of a failure? */
export const alerts: Check<MachineSituation> = ({ alerts: channels }) => {
  const at = { name: 'alerts', grant: null };
  if (channels.length === 0)
    return [
      finding({
        ...at,
        outcome: 'noted',
        reason: 'NoAlertChannel',
        message: 'alerts go to the terminal of evergrant up and nowhere else',
        remedy: 'declare a channel under alerts:',
      }),
    ];
  return channels.map(({ channel, trouble }) =>
    trouble
      ? finding({ ...at, outcome: 'failed', ...trouble, message: `alerts.${channel}: ${trouble.message}` })
      : finding({ ...at, outcome: 'good', reason: 'AlertsReady', message: `alerts.${channel} can be used` }),
  );
};

/** Does the server take all consumers when they come back together? Asked only when the caller says how many it takes. */
export const capacity: Check<MachineSituation> = ({ capacity: asked }) => {
  if (asked === null) return [];
  const { consumers, atOnce } = asked;
  const at = { name: 'capacity', grant: null };
  if (consumers <= atOnce)
    return [
      finding({
        ...at,
        outcome: 'good',
        reason: 'CapacityEnough',
        message: `${consumers} consumers fit into ${atOnce} at once`,
      }),
    ];
  return [
    finding({
      ...at,
      outcome: 'noted',
      reason: 'CapacityTooSmall',
      message: `the limit of ${atOnce} at once is too small for all ${consumers} together: after a reboot ${consumers - atOnce} of them would be refused`,
      remedy: `raise the limit to ${consumers}, or restart with: evergrant restart --at-once ${atOnce}`,
    }),
  ];
};
