import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { GRACE } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';

/** Starts several brokers on one directory at once: one runs, the others say who does. Then it is killed, and again. */
export async function manyBrokers(at: { brokers: number; rounds: number; tally: Tally }): Promise<void> {
  const { brokers, rounds, tally } = at;
  const script = await buildCommandLine();
  const lab = await Lab.start({ policies: [GRACE] });
  try {
    await lab.asBroker((broker) => lab.consentToAll(broker));
    for (let round = 1; round <= rounds; round += 1) {
      const started = Array.from(
        { length: brokers },
        () => new Evergrant({ lab, script, words: ['up', '--json'] }),
      );
      const refused: Evergrant[] = [];
      for (const one of started) one.ended.then(() => refused.push(one));
      await until('all but one to end', () => (refused.length >= brokers - 1 ? true : undefined));
      await until('the one to answer', async () => await lab.running().status());
      const running = started.filter((one) => !refused.includes(one));
      tally.look(
        'brokers that start on one directory: exactly one',
        running.length === 1 ? undefined : `${running.length} of ${brokers}`,
      );
      const pid = String(running[0]?.pid);
      for (const { stderr } of refused) {
        const said = stderr.join(' ');
        tally.look(
          'refused brokers that name the one that runs',
          said.includes(`process ${pid}`) ? undefined : said,
        );
      }
      for (const one of running) await one.kill();
    }
  } finally {
    await lab.close();
  }
}
