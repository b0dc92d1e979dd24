import { expect, it } from '@jest/globals';
import type { BootstrapOptions } from '../../../../core/host/bootstrap/bootstrap-options.ts';
import { HOST_PLACES } from '../../../../core/host/bootstrap/host-places.ts';
import { HOST_MALLOC, HOST_NODE_OPTIONS } from '../../../../core/host/bootstrap/node-options.ts';
import { hostOptions } from '../../../support/scratch-root/host-options.ts';
import { deploy, update } from '../../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot } from '../../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asRoot = canHaveRoot() ? it : it.skip;

/** Prints what Node and malloc were told, and what it was told itself. */
const PROGRAM = `const { execArgv, argv, env } = process;
console.log(JSON.stringify({ execArgv, words: argv.slice(2), malloc: env.MALLOC_MMAP_THRESHOLD_ }));
`;

/** The stand-in for setpriv is found first. */
const AS_ROOT = `PATH=/usr/local/sbin:$PATH exec ${HOST_PLACES.program}`;

const MALLOC = HOST_MALLOC.MALLOC_MMAP_THRESHOLD_;

function installed(options: BootstrapOptions = hostOptions('box')): ScratchRoot {
  const root = new ScratchRoot(folder(), ['dnf', 'aws']);
  const release = deploy(root, { ...options, program: PROGRAM });
  expect(update(root, { ...options, release }).status).toBe(0);
  return root;
}

asRoot('the program of a host gives Node and malloc what keeps them small', () => {
  const { output } = installed().run(`${AS_ROOT} self-test --json`);
  const words = ['self-test', '--json'];
  expect(JSON.parse(output)).toEqual({ execArgv: HOST_NODE_OPTIONS, words, malloc: MALLOC });
});

asRoot('a Node that lacks one of the options runs without them', () => {
  const root = installed();
  const { output } = root.run(`sed -i s/--no-opt/--unheard-of/ ${HOST_PLACES.program}; ${AS_ROOT} up`);
  expect(JSON.parse(output)).toEqual({ execArgv: [], words: ['up'], malloc: MALLOC });
});

asRoot('called by root it has the groups of its user, and those of its unit', () => {
  const groups = (root: ScratchRoot) => {
    const { commands } = root.run(`${AS_ROOT} audit`);
    return /--groups (\S+)/.exec(commands.find((command) => command.startsWith('setpriv')) ?? '')?.[1];
  };
  const { tokenSocket } = hostOptions('pc');
  expect(groups(installed())).toBe('0');
  expect(groups(installed({ ...hostOptions('box'), tokenSocket }))).toBe('0,crew');
});
