import type { ExternalDaemon, SupervisedDaemon } from '../config/daemon-declaration.ts';
import type { TokenSocketDeclaration } from '../config/declaration.ts';
import type { HostDeclaration } from '../config/host-declaration.ts';
import { HOST_PLACES, HOST_USER } from '../host/bootstrap/host-places.ts';
import { SECOND } from '../time.ts';
import { hardening } from './hardening.ts';
import { identityUnits } from './identity-units.ts';
import { type Unit, type UnitLine, unitText } from './unit.ts';

/** What the units of a host depend on. */
export interface HostUnitsOptions {
  readonly deployment: string;
  readonly host: HostDeclaration;
  /** The socket for programs of other users; undefined: this host serves none. */
  readonly tokenSocket: TokenSocketDeclaration | undefined;
}

/** `evergrant-host.service` */
export const HOST_UNIT = 'evergrant-host.service';

const START_SECONDS = 120;

/** How long the daemon of a host may take to stop and to start again, in seconds. */
export function restartSeconds(host: HostDeclaration): number {
  return stopSeconds(host) + START_SECONDS;
}

/** The systemd units of a host: the daemon's first, then, for a hybrid identity, those that hand over its credentials. */
export function hostUnits(options: HostUnitsOptions): readonly Unit[] {
  const isHybrid = options.host.kind !== 'ec2';
  return [hostUnit(options), ...(isHybrid ? identityUnits({ user: HOST_USER, before: HOST_UNIT }) : [])];
}

/** The directories of the sinks: each once, with the user that its files are given to, if any. */
export function sinkDirectories(host: HostDeclaration): ReadonlyMap<string, string | undefined> {
  return new Map(host.sinks.map(({ file, owner }) => [folderOf(file), owner]));
}

/** Does the host daemon give files to other users? */
export function givesFiles({ sinks }: HostDeclaration): boolean {
  return sinks.some(({ owner }) => owner !== undefined);
}

/** Groups that the host daemon has beside those of its user: that of the token socket, and that which may read the journal. */
export function hostGroups({ host, tokenSocket }: Omit<HostUnitsOptions, 'deployment'>): readonly string[] {
  const readsJournal = host.daemons.some((daemon) => daemon.kind === 'external' && isUnit(daemon));
  return [...(tokenSocket ? [tokenSocket.group] : []), ...(readsJournal ? ['systemd-journal'] : [])];
}

function hostUnit({ deployment, host, tokenSocket }: HostUnitsOptions): Unit {
  const supervised = host.daemons.filter((daemon) => daemon.kind === 'supervised');
  const watched: readonly ExternalDaemon[] = host.daemons.filter((daemon) => daemon.kind === 'external');
  return {
    name: HOST_UNIT,
    text: unitText({
      Unit: [
        ['Description', `Evergrant host daemon of ${host.name} in ${deployment}`],
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target'],
        ['StartLimitIntervalSec', '0'],
      ],
      Service: [
        ['Type', 'notify'],
        {
          comment:
            'all: Node.js has no datagram sockets, so that systemd-notify, a child, speaks for the daemon.',
        },
        ['NotifyAccess', 'all'],
        ['User', HOST_USER],
        ['ExecStart', `${HOST_PLACES.program} up`],
        ['ExecReload', '/bin/kill -HUP $MAINPID'],
        ...environment(host),
        ...directories(tokenSocket),
        ...supplementary(hostGroups({ host, tokenSocket })),
        ['WatchdogSec', '120'],
        ['TimeoutStartSec', String(START_SECONDS)],
        ...endings(host),
        ...memory(supervised),
        ...(supervised.length > 0 ? supervisedLines() : []),
        ...hardening({
          manager: 'system',
          writes: [],
          writesIfThere: writesOf({ host, tokenSocket, supervised }),
          reads: readsOf({ supervised, watched }),
          givesFiles: givesFiles(host),
          opensToGroup: tokenSocket !== undefined,
          readsByGroup: watched.some(isUnit),
        }),
      ],
      Install: [['WantedBy', 'multi-user.target']],
    }),
  };
}

/** Of the metadata service a hybrid host gets an identity of somebody else's (Lightsail's belongs to AWS). */
function environment({ kind }: HostDeclaration): readonly UnitLine[] {
  if (kind === 'ec2') return [['Environment', 'AWS_EC2_METADATA_V1_DISABLED=true']];
  return [
    ['Environment', 'AWS_EC2_METADATA_DISABLED=true'],
    ['IPAddressDeny', '169.254.169.254 fd00:ec2::254'],
  ];
}

function directories(tokenSocket: TokenSocketDeclaration | undefined): readonly UnitLine[] {
  const own = tokenSocket?.isDefault ? [` ${folderOf(tokenSocket.path).slice('/run/'.length)}`] : [];
  return [
    ['StateDirectory', 'evergrant'],
    ['StateDirectoryMode', '0700'],
    ['RuntimeDirectory', `evergrant${own.join('')}`],
    ['RuntimeDirectoryMode', '0755'],
  ];
}

function supplementary(groups: readonly string[]): readonly UnitLine[] {
  return groups.length > 0 ? [['SupplementaryGroups', groups.join(' ')]] : [];
}

/** TERM goes to the host daemon alone, which then drains the daemons that it supervises. */
function endings(host: HostDeclaration): readonly UnitLine[] {
  return [
    ['Restart', 'always'],
    ['RestartSec', '5s'],
    ['KillMode', 'mixed'],
    ['TimeoutStopSec', String(stopSeconds(host))],
  ];
}

function stopSeconds({ daemons }: HostDeclaration): number {
  const drains = daemons.map((daemon) => (daemon.kind === 'supervised' ? (daemon.restart?.drain ?? 0) : 0));
  return Math.ceil(Math.max(15, ...drains.map((drain) => drain / SECOND))) + 15;
}

/** On a box of 1 GB a leak must hit this unit, and neither the SSM agent nor sshd, by which it is mended. */
function memory(supervised: readonly SupervisedDaemon[]): readonly UnitLine[] {
  if (supervised.length === 0)
    return [
      ['MemoryHigh', '192M'],
      ['MemoryMax', '256M'],
    ];
  return [
    ['MemoryMax', '75%'],
    // One that is killed for its memory is started anew by the host daemon, which goes on.
    ['OOMPolicy', 'continue'],
  ];
}

function supervisedLines(): readonly UnitLine[] {
  return [
    {
      comment: 'Supervised daemons live in this unit. What else they write, or what of this stands in their',
    },
    { comment: 'way, belongs in a drop-in: systemctl edit evergrant-host.service' },
    ['RestrictAddressFamilies', 'AF_NETLINK'],
  ];
}

function writesOf({
  host,
  tokenSocket,
  supervised,
}: Pick<HostUnitsOptions, 'host' | 'tokenSocket'> & {
  supervised: readonly SupervisedDaemon[];
}): readonly string[] {
  return [
    ...sinkDirectories(host).keys(),
    ...supervised.flatMap(({ workingDirectory }) => (workingDirectory ? [workingDirectory] : [])),
    ...(tokenSocket && !tokenSocket.isDefault ? [folderOf(tokenSocket.path)] : []),
  ];
}

function readsOf({
  supervised,
  watched,
}: {
  supervised: readonly SupervisedDaemon[];
  watched: readonly ExternalDaemon[];
}): readonly string[] {
  const words = supervised.flatMap(({ command }) => command.filter((word) => word.startsWith('/')));
  return [...words, ...watched.flatMap(({ log }) => (log ? [log] : []))];
}

function isUnit({ unit }: ExternalDaemon): boolean {
  return unit !== undefined;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
