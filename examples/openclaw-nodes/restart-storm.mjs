/**
 * The restart of T440 on loopback, as it was and as it is: a real authorization server, the real broker and commands,
 * follow-token.mjs as it is. OpenClaw, systemd and SSH are stood in for; README.md says by what.
 *
 *     node examples/openclaw-nodes/restart-storm.mjs [EVERGRANT.JS]     # 15 s; ends with 1 if anything is not as expected
 */
import { asItIs } from './storm/as-it-is.mjs';
import { asItWas } from './storm/as-it-was.mjs';
import { Scorecard } from './storm/scorecard.mjs';
import { World } from './storm/world.mjs';

const began = performance.now();
const card = new Scorecard();
// What it started ends with it.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
const world = await World.make(process.argv[2]);
let good = false;
try {
  await asItWas({ world, card });
  await asItIs({ world, card });
  good = card.print();
} finally {
  await world.end({ keep: !good });
}
console.log(`in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
process.exitCode = good ? 0 : 1;
