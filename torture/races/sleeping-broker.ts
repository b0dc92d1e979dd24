import { SECOND } from '../../core/time.ts';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';

/**
 * Stops a broker (SIGSTOP) in the middle of an exchange for longer than its lock on the grant lasts, then wakes it. A
 * second broker must not start meanwhile, and the answer that waited must be kept: the issuer rotates without grace.
 */
export async function sleepingBroker(tally: Tally): Promise<void> {
  const script = await buildCommandLine([
    { kind: 'edit', module: 'core/refresh/claim.ts', from: '2 * MINUTE', to: '0.03 * MINUTE' },
  ]);
  const lab = await Lab.start({ policies: [STRICT] });
  const up = new Evergrant({ lab, script, words: ['up', '--json'] });
  try {
    await up.answers();
    const { grant } = lab;
    await lab.consent(lab.running(), grant);
    grant.server.faults.add({ kind: 'delay', milliseconds: SECOND, processed: true });
    const asked = lab.running().refresh(grant.name, {});
    await until('the issuer to work', () => lab.family(grant)[1]);
    up.send('SIGSTOP');
    const stoppedAt = Date.now();
    const second = new Evergrant({ lab, script, words: ['up', '--json'] });
    const end = await second.ended;
    tally.look(
      'second brokers that start beside a stopped one',
      end.code === 1 && second.stderr.join().includes(`process ${up.pid}`)
        ? undefined
        : second.stderr.join(' | '),
    );
    await until('the lock to run out', () => (Date.now() > stoppedAt + 3 * SECOND ? true : undefined));
    up.send('SIGCONT');
    const result = await asked;
    const status = (await lab.running().status()).credentials[0];
    const [, sent, ...more] = lab.family(grant);
    const well =
      result.kind === 'refreshed' &&
      status?.state === 'healthy' &&
      status.fingerprint === sent?.issued.accessToken &&
      more.length === 0;
    tally.look(
      'answers lost by a broker that was stopped past its lock',
      well ? undefined : `${result.kind}, ${status?.state}, ${more.map(({ outcome }) => outcome).join()}`,
    );
  } finally {
    up.send('SIGCONT');
    await up.kill();
    await lab.close();
  }
}
