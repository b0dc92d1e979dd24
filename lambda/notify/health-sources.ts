import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { rotationLines } from './evidence-lines.ts';
import type { HealthAlarmParts } from './health-alarm.ts';
import { endingFirst, failedRotations, failingGrants } from './health-suspects.ts';

/** Finds out of ledger and logs what made an alarm ring, and of which grants people know. */
export function healthSources(at: {
  ledger: Pick<DynamoLedger, 'list'>;
  logs: CloudWatchLogsClient;
  deployment: string;
}): Pick<HealthAlarmParts, 'suspects' | 'told'> {
  const { ledger, logs, deployment } = at;
  return {
    async suspects(alarm, until) {
      if (alarm === 'rotation-failed')
        return failedRotations(await rotationLines({ client: logs, deployment, until }));
      const grants = (await ledger.list('grant')).map(({ id, item }) => ({ name: id, state: item }));
      return alarm === 'grant-failing' ? failingGrants(grants) : endingFirst(grants, until);
    },
    async told() {
      const told = (await ledger.list('incident'))
        .map(({ item }) => item)
        .filter(({ kind, closedAt, notifiedAt }) => !kind && closedAt === null && notifiedAt !== null);
      return new Set(told.map(({ grant }) => grant));
    },
  };
}
