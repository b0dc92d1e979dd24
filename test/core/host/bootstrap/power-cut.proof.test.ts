import { expect, it } from '@jest/globals';
import { lightsailUserData } from '../../../../core/host/bootstrap/user-data.ts';
import { ACTIVATION, hostOptions } from '../../../support/scratch-root/host-options.ts';
import { BROKEN_RELEASE, deploy, goodRelease, nameOf } from '../../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot } from '../../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const proven = canHaveRoot() ? it : it.skip;
const SAIL = hostOptions('sail');

function machine(): ScratchRoot {
  const root = new ScratchRoot(folder(), ['dnf']);
  root.know('old-node');
  deploy(root, { ...SAIL, program: goodRelease('one') });
  return root;
}

function boot(root: ScratchRoot) {
  return root.run(lightsailUserData({ ...SAIL, activation: ACTIVATION }), { shell: 'sh' });
}

proven(
  'a first boot that is cut off at any command ends the same when it is run again',
  () => {
    const whole = machine();
    const { commands } = boot(whole);
    expect(commands.length).toBeGreaterThan(20);
    for (const moment of ['dies-before', 'dies-after'])
      for (let turn = 1; turn <= commands.length; turn += 1) {
        const root = machine();
        root.know(moment, String(turn));
        expect([moment, turn, boot(root).status]).toEqual([moment, turn, 137]);
        root.forget(moment);
        expect([moment, turn, boot(root).status]).toEqual([moment, turn, 0]);
        expect([moment, turn, root.state()]).toEqual([moment, turn, whole.state()]);
      }
  },
  600_000,
);

proven(
  'an update that is cut off while it goes back ends with a release that was good',
  () => {
    const count = attempt().commands.length;
    for (let turn = 1; turn <= count; turn += 1) {
      const { root, good, retry } = attempt(turn);
      expect([turn, retry?.status]).toEqual([turn, 1]);
      expect([turn, root.state()]).toEqual([
        turn,
        expect.arrayContaining([
          `opt/evergrant/current -> releases/${good}`,
          'run/fake/active 644 e3b0c44298fc',
        ]),
      ]);
    }

    function attempt(turn?: number) {
      const root = machine();
      boot(root);
      const good = nameOf(deploy(root, { ...SAIL, program: goodRelease('one') }));
      deploy(root, { ...SAIL, program: BROKEN_RELEASE });
      if (turn) root.know('dies-before', String(turn));
      const { commands } = boot(root);
      root.forget('dies-before');
      return { root, good, commands, retry: turn ? boot(root) : undefined };
    }
  },
  600_000,
);
