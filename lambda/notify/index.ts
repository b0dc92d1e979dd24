import { LambdaClient } from '@aws-sdk/client-lambda';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { openFunction } from '../shared/open-function.ts';
import { notifyOver } from './notify-over.ts';

/** An exchange takes half a minute at most, and this function must have told people before its own time ends. */
const CHECK_TIME: Milliseconds = 35 * SECOND;

const { clients, deployment, failed } = openFunction();

/** Hears the alarms of the deployment, and tells people. */
export const handler = notifyOver(deployment, {
  clients,
  failed,
  lambda: new LambdaClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 2 * SECOND,
      requestTimeout: CHECK_TIME,
      throwOnRequestTimeout: true,
    },
  }),
});
