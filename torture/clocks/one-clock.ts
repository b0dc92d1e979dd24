import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../core/time.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';
import { FakeClock } from './fake-clock.ts';

/** Whose clock is wrong, by how much, and since when. */
export interface WrongClock {
  /** `leap`: the machine's clock is right at first and is set while a token is in force. */
  readonly kind: 'machine' | 'issuer' | 'leap';
  /** How far it is ahead. */
  readonly seconds: number;
}

/** Asks a broker with a wrong clock for tokens over several expiries, and shows each one to the issuer's resource. */
export async function oneClock(
  clock: WrongClock,
  at: { script: string; library: string; tally: Tally; seconds: number },
): Promise<void> {
  const { script, library, tally, seconds } = at;
  const lab = await Lab.start({ policies: [STRICT], settings: { accessTokenSeconds: LIFE } });
  const { grant } = lab;
  const fake = new FakeClock(library, join(lab.folder, 'clock'));
  await fake.set(clock.kind === 'machine' ? clock.seconds : 0);
  const environment = clock.kind === 'issuer' ? {} : fake.environment();
  const up = new Evergrant({ lab, script, words: ['up', '--json'], environment });
  try {
    await up.answers();
    await lab.consent(lab.running(), grant);
    // Its ID tokens go by the true time: only the header of later answers is wrong.
    if (clock.kind === 'issuer') grant.server.settings.dateOffsetSeconds = clock.seconds;
    if (clock.kind === 'leap') await fake.set(clock.seconds);
    const began = performance.now();
    const name = `${clock.kind} ${clock.seconds > 0 ? '+' : ''}${clock.seconds} s`;
    while (performance.now() < began + seconds * SECOND) {
      const askedAt = performance.now();
      const served = await lab.running().token(grant.name, { minValidSeconds: 1 });
      const wrong =
        served.kind === 'token' ? await refusedWith(lab, served.accessToken.reveal()) : served.reason;
      // It was promised to be good for a second; on a busy machine that may be over when the issuer is asked.
      if (performance.now() < askedAt + SECOND)
        tally.look('wrong clocks: tokens served that the issuer refuses', wrong && `${name}: ${wrong}`);
      await pause(SECOND / 10);
    }
    const { credentials, findings } = await until('the end of a refresh that is under way', async () => {
      const status = await lab.running().status();
      return status.credentials[0]?.state === 'refreshing' ? undefined : status;
    });
    const state = credentials[0]?.state;
    tally.look(
      'wrong clocks: grants that ask for login',
      state === 'healthy' ? undefined : `${name}: ${state}`,
    );
    const told =
      findings.some(({ code }) => code === 'ClockOff') || up.events.some(({ type }) => type === 'clockOff');
    tally.look('wrong clocks: offsets that nobody is told of', told ? undefined : name);
    const most = 2 + Math.ceil(seconds / (LIFE / 2));
    const sent = lab.family(grant).length - 1;
    tally.look(
      'wrong clocks: refreshes beyond what the expiries need',
      sent > most ? `${name}: ${sent}` : undefined,
    );
  } finally {
    await up.stop();
    await lab.close();
  }
}

/** Seconds that a token lives; the product refreshes at two thirds of it. */
const LIFE = 4;

async function refusedWith(lab: Lab, token: string): Promise<string | undefined> {
  const answer = await fetch(lab.grant.server.resource, { headers: { authorization: `Bearer ${token}` } });
  await answer.body?.cancel();
  return answer.ok ? undefined : String(answer.status);
}
