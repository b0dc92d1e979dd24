import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** May this user make a namespace of users, mounts and processes? Then scripts that need root run for real. */
export function canHaveRoot(): boolean {
  return spawnSync('unshare', ['-rmpf', '--kill-child', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
}

const COMMANDS =
  'node apt-get apt-cache curl dpkg snap useradd groupadd id setpriv systemctl logger sleep'.split(' ');
const MOUNTED = {
  opt: '/opt',
  etc: '/etc',
  'var-lib': '/var/lib',
  'usr-local-bin': '/usr/local/bin',
  run: '/run',
  root: '/root',
  srv: '/srv',
};
const STATE = ['opt', 'etc', 'var-lib', 'usr-local-bin', 'root', 'srv'];
/** What the C library needs to know users and to find itself. */
const COPIED = [
  'passwd',
  'group',
  'nsswitch.conf',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
];

/** What ran, and how it ended. */
export interface ScratchRun {
  /** null: killed. */
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
  /** The commands that were called in place of the machine's own, each with its arguments. */
  readonly commands: readonly string[];
}

/** A machine of its own: real files, real bash, and stand-ins for what would change the machine that runs the test. */
export class ScratchRoot {
  readonly #folder: string;
  /** `df` and full disks are real when this is set: size of /opt, as `mount -o size` takes it. */
  diskSize: string | undefined;

  /** @param commands stand-ins that not every machine has: `dnf`, `aws`, `amazon-ssm-agent` */
  constructor(folder: string, commands: readonly string[]) {
    this.#folder = folder;
    for (const name of [
      ...Object.keys(MOUNTED),
      'sbin',
      'run/fake/bucket',
      'run/fake/enabled',
      'run/systemd/system',
    ])
      mkdirSync(this.#at(name), { recursive: true });
    for (const name of COPIED.filter((name) => existsSync(`/etc/${name}`)))
      cpSync(`/etc/${name}`, this.#at(`etc/${name}`), { recursive: true, verbatimSymlinks: true });
    copyFileSync(join(import.meta.dirname, 'shim.sh'), this.#at('sbin/shim'));
    chmodSync(this.#at('sbin/shim'), 0o755);
    for (const name of [...COMMANDS, ...commands]) linkSync(this.#at('sbin/shim'), this.#at(`sbin/${name}`));
    this.know('activation', 'good');
    this.know('machine', 'mi-0123456789abcdef0');
    this.know('packages', 'nodejs22\nawscli-2\nawscli\namazon-ssm-agent\n');
    this.know('candidate', '18.19.0+dfsg-6ubuntu5');
  }

  /** Tells the stand-ins something: see shim.sh. */
  know(name: string, text = ''): void {
    writeFileSync(this.#at(`run/fake/${name}`), text);
  }

  forget(name: string): void {
    rmSync(this.#at(`run/fake/${name}`), { force: true });
  }

  /** Runs a script as root. */
  run(
    script: string,
    { shell = 'bash', args = [] }: { shell?: string; args?: readonly string[] } = {},
  ): ScratchRun {
    this.know('log');
    writeFileSync(this.#at('run/script'), script);
    const mounts = Object.entries(MOUNTED).map(([name, path]) => `mount --bind "$0/${name}" ${path}`);
    const disk = this.diskSize ? [`mount -t tmpfs -o size=${this.diskSize} none /opt`] : [];
    const all = [`mount --bind ${dirname(process.execPath)} /mnt`, 'mount --bind "$0/sbin" /usr/local/sbin'];
    const setUp = [...all, ...mounts, ...disk].join(' && ');
    const { status, stdout } = spawnSync(
      'unshare',
      [
        '-rmpf',
        '--kill-child',
        'sh',
        '-c',
        `exec 2>&1; ${setUp} && { "$@"; exit $?; }`,
        this.#folder,
        shell,
        '/run/script',
        ...args,
      ],
      { encoding: 'utf8', timeout: 60_000, env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' } },
    );
    return { status, output: stdout, commands: this.text('run/fake/log').split('\n').slice(0, -1) };
  }

  /** Content of a file, by its path on the machine without the first `/`. */
  text(path: string): string {
    return readFileSync(this.#at(path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(this.#at(path));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.#at(path)), { recursive: true });
    writeFileSync(this.#at(path), text);
  }

  remove(path: string): void {
    rmSync(this.#at(path), { recursive: true });
  }

  /** The files that hold a text, by path. */
  filesWith(text: string): readonly string[] {
    const files = readdirSync(this.#folder, { recursive: true, encoding: 'utf8' });
    const regular = files.filter((path) => lstatSync(this.#at(path)).isFile());
    return regular.filter((path) => this.text(path).includes(text)).sort();
  }

  /** Every file and link that a script may leave behind, with mode and content; equal states are equal texts. */
  state(): readonly string[] {
    return [...STATE, 'run/fake/enabled', 'run/fake/active'].flatMap((path) => this.#state(path));
  }

  #state(path: string): readonly string[] {
    const stat = lstatSync(this.#at(path), { throwIfNoEntry: false });
    if (!stat) return [];
    if (stat.isSymbolicLink()) return [`${path} -> ${readlinkSync(this.#at(path))}`];
    const mode = `${path} ${(stat.mode & 0o7777).toString(8)}`;
    if (stat.isDirectory())
      return [
        mode,
        ...readdirSync(this.#at(path))
          .sort()
          .flatMap((name) => this.#state(`${path}/${name}`)),
      ];
    // It says when.
    const text = path.endsWith('bootstrap.json')
      ? this.text(path).replace(/"at":"[^"]+"/, '')
      : this.text(path);
    return [`${mode} ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`];
  }

  #at(path: string): string {
    return join(this.#folder, path);
  }
}
