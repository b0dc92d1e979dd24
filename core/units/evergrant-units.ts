import type { SupervisedDaemon } from '../config/daemon-declaration.ts';
import type { Declaration, TokenSocketDeclaration } from '../config/declaration.ts';
import { machineEngine } from '../config/machine-engine.ts';
import type { SinkDeclaration } from '../config/sink-declaration.ts';
import { hardening } from './hardening.ts';
import { type Unit, type UnitLine, unitText, unitWord } from './unit.ts';

/** How the units are to start the program. All paths are absolute. */
export interface UnitPlace {
  readonly manager: 'system' | 'user';
  /** Who runs them; used for `system` only. */
  readonly user: string;
  /** Program and script: `[/usr/bin/node, /usr/lib/node_modules/evergrant/dist/evergrant.js]`. */
  readonly program: readonly string[];
  /** The declaration. */
  readonly config: string;
  /** Environment that decides where state lies: `XDG_STATE_HOME`. */
  readonly environment: Readonly<Record<string, string>>;
  /** File with the client secrets that the declaration takes from the environment; undefined: it takes none. */
  readonly environmentFile: string | undefined;
}

/** The units of a declaration: the broker's first, then one for each supervised daemon. */
export function evergrantUnits(declaration: Declaration, place: UnitPlace): readonly Unit[] {
  const supervised = [...declaration.daemons.values()].filter((daemon) => daemon.kind === 'supervised');
  return [
    brokerUnit(declaration, place),
    ...supervised.map((daemon) => daemonUnit(daemon, { declaration, place })),
  ];
}

function brokerUnit(declaration: Declaration, place: UnitPlace): Unit {
  const { deployment, sinks, alerts, tokenSocket: socket } = declaration;
  const files = [...alerts.values()].flatMap((alert) => (alert.kind === 'file' ? [alert.path] : []));
  const writes = [
    machineEngine(declaration).stateDirectory,
    ...[...sinks.values()].map(({ file }) => folderOf(file)),
    ...files.map(folderOf),
    ...(socket && !isOfRuntime(socket, place) ? [folderOf(socket.path)] : []),
  ];
  return {
    name: brokerUnitName(deployment),
    text: unitText({
      Unit: [
        ['Description', `Evergrant broker of ${deployment}`],
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target'],
        // A host that cannot reach its issuers restarts it without end, and is not given up.
        ['StartLimitIntervalSec', '0'],
      ],
      Service: [
        {
          comment:
            'exec, not notify: Node.js has no datagram sockets for sd_notify(3), so there is no WatchdogSec either.',
        },
        ['Type', 'exec'],
        ...started(['up'], place),
        ...(socket ? socketLines(socket, place) : []),
        ['Restart', 'always'],
        ['RestartSec', '5s'],
        ...hardening({
          manager: place.manager,
          writes,
          reads: readsOf(declaration, place),
          givesFiles: [...sinks.values()].some(isGiven),
          opensToGroup: socket !== undefined,
        }),
      ],
      Install: [['WantedBy', place.manager === 'user' ? 'default.target' : 'multi-user.target']],
    }),
  };
}

function daemonUnit(
  daemon: SupervisedDaemon,
  { declaration, place }: { declaration: Declaration; place: UnitPlace },
): Unit {
  const broker = brokerUnitName(declaration.deployment);
  const { stateDirectory } = machineEngine(declaration);
  const reads = [...readsOf(declaration, place), ...daemon.command.filter((word) => word.startsWith('/'))];
  const writes = [stateDirectory, ...(daemon.workingDirectory ? [daemon.workingDirectory] : [])];
  return {
    name: `evergrant-${declaration.deployment}-${daemon.name}.service`,
    text: unitText({
      Unit: [
        ['Description', `${daemon.name}, supervised by Evergrant`],
        // Wants and not Requires: a broker that restarts must not stop what runs with a good token.
        ['Wants', broker],
        ['After', broker],
        ['StartLimitIntervalSec', '0'],
      ],
      Service: [
        ['Type', 'exec'],
        ...started(['run', daemon.name], place),
        ['Restart', 'always'],
        ['RestartSec', '5s'],
        {
          comment: `Add to ReadWritePaths, in a drop-in (systemctl edit), what ${daemon.name} itself writes.`,
        },
        ...hardening({ manager: place.manager, writes, reads, givesFiles: false, opensToGroup: false }),
      ],
      Install: [['WantedBy', place.manager === 'user' ? 'default.target' : 'multi-user.target']],
    }),
  };
}

/** The right to give the socket to its group is membership, and the directory is made anew at each start. */
function socketLines(socket: TokenSocketDeclaration, place: UnitPlace): readonly UnitLine[] {
  const member = place.manager === 'system' ? [['SupplementaryGroups', socket.group] as const] : [];
  if (!isOfRuntime(socket, place)) return member;
  return [
    ...member,
    ['RuntimeDirectory', folderOf(socket.path).slice('/run/'.length)],
    ['RuntimeDirectoryMode', '0755'],
  ];
}

/** A user's own manager makes such directories elsewhere, where no other user may enter. */
function isOfRuntime({ isDefault }: TokenSocketDeclaration, { manager }: UnitPlace): boolean {
  return isDefault && manager === 'system';
}

/** `evergrant-jada.service` */
export function brokerUnitName(deployment: string): string {
  return `evergrant-${deployment}.service`;
}

function started(words: readonly string[], place: UnitPlace): readonly UnitLine[] {
  const command = [...place.program, ...words, '--config', place.config];
  const variables = Object.entries(place.environment);
  return [
    ...(place.manager === 'system' ? [['User', place.user] as const] : []),
    ...variables.map(([name, value]) => ['Environment', unitWord(`${name}=${value}`)] as const),
    ...(place.environmentFile ? [['EnvironmentFile', unitWord(place.environmentFile)] as const] : []),
    ['ExecStart', command.map((word) => unitWord(word, 'command')).join(' ')],
  ];
}

function readsOf(
  { clients }: Declaration,
  { program, config, environmentFile }: UnitPlace,
): readonly string[] {
  const secrets = [...clients.values()].flatMap(({ credentials }) =>
    'path' in credentials ? [credentials.path] : [],
  );
  return [...program, config, ...(environmentFile ? [environmentFile] : []), ...secrets];
}

function isGiven({ owner }: SinkDeclaration): boolean {
  return owner !== undefined;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
