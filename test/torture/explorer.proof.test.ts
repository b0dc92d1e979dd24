import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { crashPoints } from '../../torture/explorer/crash-points-trial.ts';
import { exploredWorld } from '../../torture/explorer/explored-world.ts';
import { PORT_MEMBERS } from '../../torture/explorer/port-methods.ts';

const BRIEFLY = { seed: 1, rounds: 1, brief: true, progress: () => {} };

describe('the watch on the ports', () => {
  it('knows every member of every port in core/ports.ts', async () => {
    const source = await readFile('core/ports.ts', 'utf8');
    const body = (name: string) =>
      new RegExp(`interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? '';
    const ports = [...body('Ports').matchAll(/readonly (\w+): (\w+);/g)];
    const members = ports.flatMap(([, port, type = '']) =>
      [...body(type).matchAll(/^ {2}(?:readonly )?(\w+)(?:<.*?>)?[(:]/gm)].map(
        ([, member]) => `${port}.${member}`,
      ),
    );
    expect(members.length).toBeGreaterThan(20);
    expect(Object.keys(PORT_MEMBERS).sort()).toEqual(members.sort());
  });

  it('takes for no step only what answers at once', async () => {
    const { ports } = exploredWorld({ rotation: 'always' }).broker('a');
    expect(ports.clock.now()).not.toBeInstanceOf(Promise);
    expect(ports.random.id()).not.toBeInstanceOf(Promise);
    expect(ports.clock.sleep(1)).toBeInstanceOf(Promise);
  });
});

it('no crash at any port call of any flow breaks a promise', async () => {
  const { failures, rows } = await crashPoints.run(BRIEFLY);
  expect(failures).toEqual([]);
  expect(rows.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(2_500);
}, 120_000);
