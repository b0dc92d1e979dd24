import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import type { CommandProcess } from '../../../support/command-process.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;
let up: CommandProcess;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
  up = await place.up();
});

describe('evergrant events', () => {
  it('prints past events and then each new one as JSON Lines, and ends at Ctrl-C with 130', async () => {
    await place.consent(server);
    const events = place.start(['events', '--json', '--recent', '100']);
    await events.until(() => typesOf(events).includes('consentSettled'));
    await place.broker.refresh('crew', {});
    await events.until(() => eventsOf(events).some(({ generation }) => generation === 2));
    for (const event of eventsOf(events)) {
      expect(event).toMatchObject({ schema: 1, at: expect.stringMatching(/Z$/), type: expect.any(String) });
    }
    expect(
      eventsOf(events).find(({ type, generation }) => type === 'refreshed' && generation === 2),
    ).toMatchObject({
      credential: 'crew',
      generation: 2,
    });
    events.child.kill('SIGINT');
    expect(await events.ended).toBe(130);
    expect(events.text).toBe('');
  });

  it('prints a line for people: time, what happened, to which grant', async () => {
    const events = place.start(['events']);
    await events.until(() =>
      /^\d\d:\d\d:\d\d\.\d{3} {2}consentSettled +crew generation 1/m.test(String(events.stdout)),
    );
    events.child.kill('SIGINT');
    expect(await events.ended).toBe(130);
  });

  it('begins with nothing that is past when none is asked for', async () => {
    const events = place.start(['events', '--json', '--recent', '0']);
    await events.until(() => events.child.exitCode === null);
    const told = place.start(['events', '--json', '--recent', '1']);
    await told.until(() => eventsOf(told).length === 1);
    told.child.kill('SIGINT');
    await told.ended;
    events.child.kill('SIGINT');
    await events.ended;
    expect(eventsOf(events)).toEqual([]);
  });

  it('refuses a count that is none', async () => {
    const { code, stderr } = await place.run(['events', '--recent', 'all']);
    expect(code).toBe(64);
    expect(stderr).toBe(
      'evergrant: --recent all: expected a number from 0 to 9999\nnext: evergrant events --recent 100\n',
    );
  });

  it('ends well when the broker stops, and says so when there is none', async () => {
    const events = place.start(['events', '--json']);
    await events.until(() => eventsOf(events).length > 0);
    up.child.kill('SIGTERM');
    expect(await events.ended).toBe(0);
    await up.ended;
    const { code, stderr } = await place.run(['events']);
    expect(code).toBe(3);
    expect(stderr).toBe(
      `evergrant: no broker answers on ${place.stateDirectory}/control.sock\nnext: start it: evergrant up\n`,
    );
  });

  cli.showsNoSecret();
});

function eventsOf(process: CommandProcess): Record<string, unknown>[] {
  return String(process.stdout)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function typesOf(process: CommandProcess): unknown[] {
  return eventsOf(process).map(({ type }) => type);
}
