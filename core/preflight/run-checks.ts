import { accessPath } from './checks/access-path.ts';
import { client } from './checks/client.ts';
import { clock } from './checks/clock.ts';
import { downtime } from './checks/downtime.ts';
import { grantEnd } from './checks/grant-end.ts';
import { alerts, broker, capacity, stateDirectory } from './checks/machine.ts';
import { refreshPath } from './checks/refresh-path.ts';
import { sinksCurrent, sinksWritable } from './checks/sinks.ts';
import type { Check, Finding } from './finding.ts';
import type { GrantSituation, MachineSituation } from './situation.ts';

const GRANT_CHECKS: readonly Check<GrantSituation>[] = [
  accessPath,
  refreshPath,
  grantEnd,
  downtime,
  client,
  sinksWritable,
  sinksCurrent,
  clock,
];

const MACHINE_CHECKS: readonly Check<MachineSituation>[] = [stateDirectory, broker, alerts, capacity];

/** What was gathered for one preflight. */
export interface Situation {
  readonly grants: readonly GrantSituation[];
  readonly machine: MachineSituation;
}

/** Runs every check: the machine's findings first, then each grant's, in the order of the declaration. */
export function runChecks({ machine, grants }: Situation): readonly Finding[] {
  return [
    ...MACHINE_CHECKS.flatMap((check) => check(machine)),
    ...grants.flatMap((grant) => GRANT_CHECKS.flatMap((check) => check(grant))),
  ];
}
