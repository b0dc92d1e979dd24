import { spawnSync } from 'node:child_process';

/** A command that mounts as it is told where nobody else sees it, and then runs what follows. */
export const IN_NAMESPACE = (mount: string): readonly string[] => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `${mount} && exec "$@"`,
  'sh',
];

/** May this user make a user and mount namespace of its own? */
export function canUnshare(): boolean {
  return spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;
}
