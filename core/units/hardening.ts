import type { UnitLine } from './unit.ts';
import { unitWord } from './unit.ts';

/** How much a unit may touch. */
export interface Reach {
  /** `system`: run by the system's manager as a user; `user`: run by that user's own manager. */
  readonly manager: 'system' | 'user';
  /** Directories that it writes to, absolute; everything else is read-only. */
  readonly writes: readonly string[];
  /** Such directories that may be missing when the unit starts; then they stay read-only until it is restarted. @default none */
  readonly writesIfThere?: readonly string[];
  /** Files that it has to see, absolute: program, declaration, client secrets. */
  readonly reads: readonly string[];
  /** Must it give files to other users? */
  readonly givesFiles: boolean;
  /** Must it give a socket to a group that its user is a member of? */
  readonly opensToGroup: boolean;
  /** Does it read by groups that its user is a member of? @default false */
  readonly readsByGroup?: boolean;
}

/** What a user other than root needs to write a file where another user does, and to give it to that user. */
const GIVING = 'CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE';

/**
 * The lines that take away what a broker never needs, see systemd.exec(5). A user's manager may not mount or drop
 * capabilities, so there only those remain that a seccomp filter does.
 *
 * MemoryDenyWriteExecute is left out: the JavaScript engine makes code as it runs. ProcSubset=pid is left out: whether
 * the holder of a lock is dead is told by the boot id below /proc/sys. A refused call fails with EPERM and kills
 * nothing: Node.js tries some at its start that it does not need.
 */
export function hardening(reach: Reach): readonly UnitLine[] {
  return [
    ['UMask', '0077'],
    ['LimitCORE', '0'],
    ['NoNewPrivileges', 'yes'],
    ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
    ['RestrictNamespaces', 'yes'],
    ['RestrictRealtime', 'yes'],
    ['RestrictSUIDSGID', 'yes'],
    ['LockPersonality', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['SystemCallFilter', '@system-service'],
    ['SystemCallFilter', reach.givesFiles ? '~@resources' : '~@privileged @resources'],
    ...(reach.opensToGroup ? [['SystemCallFilter', '@chown'] as const] : []),
    ['SystemCallErrorNumber', 'EPERM'],
    ...(reach.manager === 'system' ? mounts(reach) : []),
  ];
}

function mounts(reach: Reach): readonly UnitLine[] {
  const { writes, writesIfThere = [], reads, givesFiles, opensToGroup, readsByGroup = false } = reach;
  const seen = [...writes, ...writesIfThere, ...reads];
  const homes = seen.some((path) => /^\/(home|root|run\/user)(\/|$)/.test(path));
  const temporary = seen.some((path) => /^\/(var\/)?tmp(\/|$)/.test(path));
  return [
    ['ProtectSystem', 'strict'],
    ['ReadWritePaths', writable({ writes, writesIfThere })],
    // Hidden homes would hide what lies in them: state, declaration, a Node.js of the user's own.
    ['ProtectHome', homes ? 'read-only' : 'yes'],
    ...(temporary ? [] : [['PrivateTmp', 'yes'] as const]),
    ['PrivateMounts', 'yes'],
    ['PrivateDevices', 'yes'],
    ['DevicePolicy', 'closed'],
    ['ProtectClock', 'yes'],
    ['ProtectControlGroups', 'yes'],
    ['ProtectHostname', 'yes'],
    ['ProtectKernelLogs', 'yes'],
    ['ProtectKernelModules', 'yes'],
    ['ProtectKernelTunables', 'yes'],
    ['ProtectProc', 'invisible'],
    ['RemoveIPC', 'yes'],
    ['KeyringMode', 'private'],
    // Ambient, because a bound alone gives nothing to a user other than root.
    ['AmbientCapabilities', givesFiles ? GIVING : ''],
    ['CapabilityBoundingSet', givesFiles ? GIVING : ''],
    // A user namespace of its own knows no group but the user's.
    ...(givesFiles || opensToGroup || readsByGroup ? [] : [['PrivateUsers', 'yes'] as const]),
  ];
}

function writable({ writes, writesIfThere }: Pick<Required<Reach>, 'writes' | 'writesIfThere'>): string {
  const distinct = outermost([...writes, ...writesIfThere]);
  return distinct.map((path) => unitWord(writes.includes(path) ? path : `-${path}`)).join(' ');
}

/** Without directories that lie in another one, and sorted. */
function outermost(paths: readonly string[]): readonly string[] {
  const distinct = [...new Set(paths)].sort();
  return distinct.filter((path) => !distinct.some((other) => path.startsWith(`${other}/`)));
}
