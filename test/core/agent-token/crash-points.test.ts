import { expect, it } from '@jest/globals';
import { tokenSecret } from '../../../core/grant/version-ids.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { CrashGate, type CrashPoint, runTo } from '../../../torture/explorer/crash-gate.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';
import { wrapPorts } from '../../support/wrap-port.ts';

it('a broker that is killed at any step of a renewal leaves one token in force, which everybody is served', async () => {
  const { steps } = await crashAt({ at: -1, side: 'before' });
  expect(steps).toBeGreaterThan(10);
  const wrong: string[] = [];
  for (let at = 0; at < steps; at += 1)
    for (const side of ['before', 'after'] as const) {
      const { call, found } = await crashAt({ at, side });
      wrong.push(...found.map((problem) => `${side} ${call} (${at}): ${problem}`));
    }
  expect(wrong).toEqual([]);
});

async function crashAt(point: CrashPoint) {
  const world = await SigningWorld.begun();
  world.clock.advance(6 * HOUR);
  const gate = new CrashGate(point);
  const names = ['secrets', 'ledger', 'signer', 'delivery'] as const;
  const doomed = world.tokenContext('doomed', (ports) => wrapPorts(ports, { names, gate }));
  const walk = await runTo(gate, () => world.ask({ kind: 'token', minValid: 0 }, doomed));
  const found = walk.kind === 'threw' ? [`the flow threw: ${walk.message}`] : [];
  const outcome = await world.ask({ kind: 'token', minValid: 4 * HOUR });
  const { settled, announced, superseded } = world.tokenState;
  if (outcome.kind !== 'minted' && outcome.kind !== 'fresh') found.push(`no token: ${outcome.kind}`);
  else if (outcome.token.id !== settled?.id) found.push('another token than the one in force was served');
  if (settled?.generation !== 2 || announced !== 2)
    found.push(`generation ${settled?.generation}, announced ${announced}`);
  if (world.delivered.at(-1) !== 2) found.push('the token was not delivered');
  const { labels } = world.secrets.secret(tokenSecret('mayor'));
  if (labels.get('AWSCURRENT') !== settled?.versionId) found.push('AWSCURRENT stands elsewhere');
  if (superseded.includes(settled?.versionId ?? '')) found.push('the token in force is to be deleted');
  world.clock.advance(MINUTE);
  return {
    steps: gate.steps.length,
    call: gate.steps.at(-1)?.call ?? '',
    found: [...found, ...world.refusals()],
  };
}
