import { MEMORY_MEGABYTES } from '../../../lib/token-broker/broker-function.ts';
import type { Counted } from './counted.ts';
import type { PriceName } from './prices.ts';

/** Hours of a month as AWS bills them. */
const HOURS = 730;

/** Of an access token, in minutes; it is refreshed at two thirds of it. */
const TOKEN_LIFE = 60;

/** Calls of one refresh whose refresh token rotates, as `bench/aws.mjs` counts them. */
export const CALLS_OF_REFRESH = { secretsManager: 13, tableReads: 16, tableWrites: 7, key: 6 } as const;

/** A rotation is a refresh and the four steps around it. */
const ROTATIONS = HOURS / 24;
const CALLS_OF_STEPS = 12;

/** An item of a grant has some 2 KB: one unit to read, two to write and one for the index. */
const UNITS_OF_WRITE = 3;
const GRANTS_PER_READ_UNIT = 4;

/** Seconds of a function, as billed. */
const SECONDS = { beat: 0.5, refresh: 1, rotation: 2 } as const;

/** Megabytes of log: of a beat, of a refresh, and of a daemon and a host daemon in a month. */
const MEGABYTES = { beat: 0.001, refresh: 0.001, daemon: 50, host: 5 } as const;

/** A host daemon looks at each of its tokens every five minutes, and writes a report of some 4 KB as often. */
const LOOKS = HOURS * 12;
const UNITS_OF_REPORT = 4;

/** Long polls of 20 s by each host. */
const POLLS = (HOURS * 3_600) / 20;

/** The log alarm of a daemon looks back 26 hours, four times an hour. */
const LOOKS_OF_LOG_ALARM = 4 * HOURS;
const LOOK_BACK = 26 / HOURS;

/** What is assumed beyond the templates, for the reader. */
export const ASSUMED: readonly string[] = [
  `access tokens live ${TOKEN_LIFE} min and are refreshed at two thirds of it; refresh tokens rotate; each token is rotated once a day besides`,
  `a refresh makes ${CALLS_OF_REFRESH.secretsManager} calls of Secrets Manager, ${CALLS_OF_REFRESH.tableReads} reads and ${CALLS_OF_REFRESH.tableWrites} writes of the table (counted by \`bench/aws.mjs\`)`,
  `functions have ${MEMORY_MEGABYTES} MB and are billed ${SECONDS.beat} s for a beat, ${SECONDS.refresh} s more for each refresh, ${SECONDS.rotation} s for a rotation`,
  `each host polls its queue all the time, 20 s at once, and reads each of its tokens once per refresh`,
  `a host that is declared looks at each of its tokens every 5 min besides, and writes a report of ${UNITS_OF_REPORT} KB as often and ${MEGABYTES.host} MB of log a month`,
  `each daemon writes ${MEGABYTES.daemon} MB of log a month; nobody has to be told of anything`,
];

/** What is used in a month, by what it is paid for. */
export function usage(has: Counted): Readonly<Record<PriceName, number>> {
  const beats = HOURS * 60;
  const refreshes = has.grants * ((HOURS * 60) / ((TOKEN_LIFE * 2) / 3));
  const rotations = has.tokens * ROTATIONS;
  const exchanges = refreshes + rotations;
  const deliveries = (refreshes / has.grants) * has.tokens;
  const looks = has.declaredHosts === 0 ? 0 : has.tokens * LOOKS;
  const hostGigabytes = (has.declaredHosts * MEGABYTES.host) / 1_000;
  const daemonGigabytes = (has.daemons * MEGABYTES.daemon) / 1_000;
  return {
    secret: has.secrets,
    secretCall: exchanges * CALLS_OF_REFRESH.secretsManager + rotations * CALLS_OF_STEPS + deliveries + looks,
    key: has.keys,
    keyCall: exchanges * CALLS_OF_REFRESH.key + deliveries * 2,
    alarm: has.alarms,
    compositeAlarm: has.compositeAlarms,
    logAlarm: has.logAlarms,
    metric: has.metrics,
    logGigabyte:
      (beats * MEGABYTES.beat + exchanges * MEGABYTES.refresh) / 1_000 + daemonGigabytes + hostGigabytes,
    queryGigabyte: daemonGigabytes * LOOK_BACK * LOOKS_OF_LOG_ALARM,
    functionCall: beats + exchanges + rotations * 3,
    functionTime:
      (beats * SECONDS.beat + refreshes * SECONDS.refresh + rotations * SECONDS.rotation) *
      (MEMORY_MEGABYTES / 1_024),
    tableRead:
      beats * (2 + Math.ceil(has.grants / GRANTS_PER_READ_UNIT)) + exchanges * CALLS_OF_REFRESH.tableReads,
    tableWrite:
      exchanges * CALLS_OF_REFRESH.tableWrites * UNITS_OF_WRITE + has.declaredHosts * LOOKS * UNITS_OF_REPORT,
    queueCall: has.hosts * POLLS + deliveries * 2,
    scheduled: beats,
    instance: has.lightsailInstances,
    message: 0,
  };
}
