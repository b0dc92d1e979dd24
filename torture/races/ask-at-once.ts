import { z } from 'zod';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';

/**
 * Starts many `evergrant token` at once when the token in force has ended. The issuer answers so slowly that most of
 * them ask while the one exchange is under way; it rotates, and a second use of a token would end the grant.
 */
export async function askAtOnce(at: {
  broker: 'up' | 'down';
  processes: number;
  rounds: number;
  tally: Tally;
}): Promise<void> {
  const { broker, processes, rounds, tally } = at;
  const script = await buildCommandLine();
  const lab = await Lab.start({ policies: [STRICT], settings: { accessTokenSeconds: SHORT_LIFE } });
  const up = broker === 'up' ? new Evergrant({ lab, script, words: ['up', '--json'] }) : undefined;
  try {
    await up?.answers();
    const { grant } = lab;
    if (up) await lab.consent(lab.running(), grant);
    else await lab.asBroker((own) => lab.consent(own, grant));
    for (let round = 1; round <= rounds; round += 1) {
      if (round > 1) await giveShortToken(lab, up);
      const before = lab.family(grant).length;
      // From here on: a broker that runs begins its exchange by itself, before anybody asks.
      grant.server.settings.accessTokenSeconds = LONG_LIFE;
      grant.server.faults.add({ kind: 'delay', milliseconds: SLOW });
      await untilDue(lab);
      const askers = Array.from(
        { length: processes },
        () => new Evergrant({ lab, script, words: ['token', grant.name, '--min-valid', '1s', '--json'] }),
      );
      await Promise.all(askers.map(({ ended }) => ended));
      judge(lab, { askers, before, tally, what: `broker ${broker}` });
    }
  } finally {
    await up?.stop();
    await lab.close();
  }
}

const SHORT_LIFE = 2;
const LONG_LIFE = 3_600;
/** Of the one answer; the processes are started when the broker may have waited for it for a second or more. */
const SLOW: Milliseconds = 5 * SECOND;

/** The next token that the issuer gives lives for two seconds. */
async function giveShortToken(lab: Lab, up: Evergrant | undefined): Promise<void> {
  const { grant } = lab;
  grant.server.settings.accessTokenSeconds = SHORT_LIFE;
  if (up) await lab.running().refresh(grant.name, {});
  else await lab.asBroker((own) => own.refresh(grant.name, {}));
}

/** Until the newest token ended, also by a clock that is corrected by an issuer that tells whole seconds only. */
async function untilDue(lab: Lab): Promise<void> {
  const { grant } = lab;
  const issuedAt = Date.parse(lab.family(grant).at(-1)?.at ?? '');
  await until('the end of the token', () =>
    Date.now() > issuedAt + (SHORT_LIFE + 1) * SECOND ? true : undefined,
  );
}

function judge(
  lab: Lab,
  at: { askers: readonly Evergrant[]; before: number; tally: Tally; what: string },
): void {
  const { askers, before, tally, what } = at;
  const exchanges = lab.family(lab.grant).slice(before);
  tally.look(
    `exchanges per expiry, ${what}: exactly 1`,
    exchanges.length === 1 && exchanges[0]?.outcome === 'issued'
      ? undefined
      : exchanges.map(({ outcome }) => outcome).join(', ') || 'none',
  );
  const held = askers.map(({ stdout, stderr }) => {
    const document = printed.safeParse(stdout[0] === undefined ? undefined : JSON.parse(stdout[0]));
    return document.success ? document.data.fingerprint : stderr.join(' | ');
  });
  const newest = exchanges.at(-1)?.issued.accessToken;
  for (const fingerprint of held)
    tally.look(
      `tokens held by those who asked at once, ${what}`,
      fingerprint === newest ? undefined : fingerprint,
    );
}

const printed = z.looseObject({ fingerprint: z.string() });
