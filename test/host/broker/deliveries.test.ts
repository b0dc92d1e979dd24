import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { deliveryRecord } from '../../../core/delivery/delivery-record.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { MINUTE } from '../../../core/time.ts';
import { Delivered, fingerprintOf } from '../../support/delivered.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** One raw sink, `s`. @returns its file and the world */
function oneSink(more = '', daemons = '') {
  const file = join(folder(), 'token');
  const sections = `sinks: { s: { token: g, file: ${file}, shape: raw${more} } }\n${daemons}`;
  return { file, sections, world: new Delivered(sections) };
}

/** A program that writes its arguments and environment into a file, then exits. */
function hook(exitCode: string, out: string): string {
  const path = join(folder(), 'hook');
  writeFileSync(path, `#!/bin/sh\n{ echo "$*"; env; } >> ${out}\nexit ${exitCode}\n`);
  chmodSync(path, 0o700);
  return path;
}

describe('a delivery', () => {
  it('is recorded with its generation, and what lay there before with it', async () => {
    const { world, file } = oneSink();
    await world.settle(1);
    await world.settle(2);
    expect(readFileSync(file, 'utf8')).toBe('ya29.token-of-generation-2\n');
    expect(await world.record('s')).toMatchObject({
      generation: 2,
      fingerprint: fingerprintOf(2),
      earlier: [{ generation: 1, fingerprint: fingerprintOf(1) }],
    });
  });

  it('begins anew in a sink that got tokens of another grant before, of however many generations', async () => {
    const { world, file } = oneSink();
    const before = deliveryRecord(undefined, { sink: 's', grant: 'another' });
    const item = { ...before, generation: 50, fingerprint: fingerprintOf(50), deliveredAt: 1 };
    await world.ledger.replace('delivery', 's', { seen: 0, item });
    await world.settle(1);
    expect(readFileSync(file, 'utf8')).toBe('ya29.token-of-generation-1\n');
    expect(await world.record('s')).toMatchObject({ grant: 'g', generation: 1, earlier: [] });
  });

  it('is done again when somebody wrote over it, and not when nobody did', async () => {
    const { world, file } = oneSink();
    await world.settle(1);
    await world.deliveries.deliver('g');
    expect(world.events.filter(({ type }) => type === 'delivered')).toHaveLength(1);
    writeFileSync(file, 'theirs');
    await world.deliveries.deliver('g');
    expect(readFileSync(file, 'utf8')).toBe('ya29.token-of-generation-1\n');
  });

  it('removes what a broker that was killed in one left beside the file, also where nothing is to be written', async () => {
    const { world, file, sections } = oneSink();
    await world.settle(1);
    const unfinished = join(dirname(file), '.token.evergrant-0123456789ab');
    const somebodyElses = join(dirname(file), '.token.swp');
    for (const path of [unfinished, somebodyElses]) writeFileSync(path, 'left');
    const link = join(folder(), 'link');
    symlinkSync(file, link);
    await new Delivered(sections.replace(file, link), world).deliveries.deliver('g');
    expect(readdirSync(dirname(file)).sort()).toEqual(['.token.swp', 'token']);
  });

  it('tells the end of a token in the time of this machine, whatever the clock of the issuer says', async () => {
    const file = join(folder(), 'token.json');
    const world = new Delivered(`sinks: { s: { token: g, file: ${file} } }`);
    const { expiresAt } = shapedToken(1).value.access;
    const item = { ...NO_GRANT, clockOffset: 90_000 };
    await world.ledger.replace('grant', 'g', { seen: 0, item });
    await world.settle(1);
    const written = JSON.parse(readFileSync(file, 'utf8'));
    expect(Date.parse(written.expires_at)).toBe((expiresAt ?? 0) - 90_000);
  });

  it('of one sink that cannot be written holds up no other, and is made up for', async () => {
    const file = join(folder(), 'd', 'token');
    const good = join(folder(), 'token');
    const world = new Delivered(
      `sinks: { bad: { token: g, file: ${file} }, good: { token: g, file: ${good} } }`,
    );
    await world.settle(1);
    expect(await world.record('good')).toMatchObject({ generation: 1, error: null });
    expect(await world.deliveries.troubles('g')).toEqual([
      expect.objectContaining({
        severity: 'critical',
        reason: 'DeliveryFailed',
        remedy: `make it (mkdir -p ${dirname(file)}), or correct the sink's file in the declaration, then: evergrant status g`,
      }),
    ]);
    mkdirSync(join(file, '..'), { mode: 0o700 });
    await world.deliveries.deliver('g');
    expect(await world.record('bad')).toMatchObject({ generation: 1, error: null });
    expect(await world.deliveries.troubles('g')).toEqual([]);
  });

  it('puts two tokens into one file of somebody else, and keeps both', async () => {
    const file = join(folder(), 'theirs.json');
    writeFileSync(file, '{"a": null, "b": null, "c": 1.0}', { mode: 0o600 });
    const world = new Delivered(
      `sinks: { a: { token: g, patch: { file: ${file}, pointer: /a } }, b: { token: g, patch: { file: ${file}, pointer: /b } } }`,
    );
    for (let generation = 1; generation <= 20; generation += 1) await world.settle(generation);
    const token = '"ya29.token-of-generation-20"';
    expect(readFileSync(file, 'utf8')).toBe(`{"a": ${token}, "b": ${token}, "c": 1.0}`);
  });
});

describe('what follows a delivery', () => {
  it('is told fingerprint and generation, and neither the token nor a secret of the broker', async () => {
    const out = join(folder(), 'out');
    const command = `[${hook('0', out)}, "{fingerprint}", "g{generation}", "{sink}", "{other}"]`;
    const { world, file } = oneSink(`, afterDelivery: { command: ${command} }`);
    await world.settle(3);
    await world.deliveries.close();
    const seen = readFileSync(out, 'utf8');
    expect(seen.split('\n')[0]).toBe(`${fingerprintOf(3)} g3 s {other}`);
    expect(seen).toContain(`EVERGRANT_FINGERPRINT=${fingerprintOf(3)}\n`);
    expect(seen).toContain('EVERGRANT_GENERATION=3\n');
    expect(seen).toContain(`EVERGRANT_FILE=${file}\n`);
    expect(seen).not.toMatch(/ya29|must-not-leave/);
    expect((await world.record('s')).after).toBeNull();
  });

  it('is tried again after a pause when it fails, and is an incident after a grace', async () => {
    const out = join(folder(), 'out');
    const { world } = oneSink(`, afterDelivery: { command: [${hook('3', out)}] }`);
    await world.settle(1);
    await world.saw('afterDeliveryFailed');
    expect(await world.record('s')).toMatchObject({
      error: null,
      after: { failures: 1, nextAt: world.now + 10_000, error: expect.stringMatching(/exited with 3$/) },
    });
    await world.deliveries.deliver('g');
    expect(await world.deliveries.troubles('g')).toEqual([]);
    world.now += 3 * MINUTE;
    await world.deliveries.deliver('g');
    await world.saw('afterDeliveryFailed', 2);
    expect(await world.deliveries.troubles('g')).toEqual([
      {
        severity: 'warning',
        reason: 'AfterDeliveryFailed',
        message: expect.stringMatching(/^sink s holds the new token.*2 tries in 3 min.*exited with 3$/),
        remedy: expect.stringContaining('sinks.s.afterDelivery'),
      },
    ]);
    expect(readFileSync(out, 'utf8').match(/EVERGRANT_SINK=s/g)).toHaveLength(2);
  });

  it.each([
    [
      'a program that is missing',
      '{ command: [/no/such/program] }',
      /program \/no\/such\/program is not found$/,
    ],
    [
      'a command that takes too long',
      '{ command: [sleep, "60"], timeout: 50ms }',
      /took longer than 0\.05 s/,
    ],
    ['a process file that is missing', '{ signal: HUP, pidFile: /no/such/pid }', /no file \/no\/such\/pid$/],
  ])('fails in words: %s', async (_, declared, message) => {
    const { world } = oneSink(`, afterDelivery: ${declared}`);
    await world.settle(1);
    expect((await world.saw('afterDeliveryFailed')).message).toMatch(message);
    await world.deliveries.close();
    expect((await world.record('s')).after?.error).toMatch(message);
  });

  it('is made up for by the next broker when this one died in between', async () => {
    const out = join(folder(), 'out');
    const { world, sections } = oneSink(`, afterDelivery: { command: [${hook('0', out)}] }`);
    await world.settle(1);
    await world.deliveries.close();
    const stored = await world.ledger.read('delivery', 's');
    if (!stored) throw new Error('nothing is recorded');
    // As the record stands right after the file is in its place.
    const after = { failures: 0, failingSince: null, nextAt: world.now, error: null };
    await world.ledger.replace('delivery', 's', { seen: stored.revision, item: { ...stored.item, after } });
    rmSync(out);
    const next = new Delivered(sections, world);
    await next.deliveries.deliver('g');
    await next.deliveries.close();
    expect(readFileSync(out, 'utf8')).toContain('EVERGRANT_GENERATION=1');
  });
});
