import { gaugeLine } from '../../adapters/cloudwatch-logs/gauge-line.ts';
import { lineOnStdout } from '../../adapters/cloudwatch-logs/structured-events.ts';
import { fanOut } from '../../adapters/sqs/fan-out.ts';
import { Fault } from '../../core/fault.ts';
import { openFunction } from '../shared/open-function.ts';
import { createRefreshHandler } from './handler.ts';
import { lookAtCredential } from './look.ts';
import type { Look } from './look-at.ts';
import { tick } from './tick.ts';

const { environment, clients, deployment, failed } = openFunction();
const { ports, due, hosts, ledger } = deployment;

const look = (name: string, why: Look) => lookAtCredential(deployment, name, why);

/** Wakes once a minute, takes what a wake passed on, and hears who asks for a refresh. */
export const handler = createRefreshHandler({
  look,
  failed,
  tick: () =>
    tick({
      due: (now, limit) => due.due(now, limit),
      look: async (name) => void (await look(name, { kind: 'tick' })),
      passOn: async (names) => {
        for (const { of, error } of await fanOut(clients.sqs, environment.fanOutQueueUrl, names))
          if (error !== null) failed(of, new Fault({ code: 'NotPassedOn', message: error, retryable: true }));
      },
      failed,
      census: async () => ({
        states: (await ledger.list('grant')).map(({ item }) => item),
        openIncidents: (await ledger.list('incident')).filter(({ item }) => item.closedAt === null).length,
        hostsSilent: (await hosts.silent(ports.clock.now())).length,
      }),
      emit: (gauges) =>
        lineOnStdout(gaugeLine(gauges, { deployment: deployment.name, now: ports.clock.now() })),
      now: () => ports.clock.now(),
    }),
});
