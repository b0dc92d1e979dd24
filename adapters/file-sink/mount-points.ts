import { readFile } from 'node:fs/promises';

/**
 * The mount points that a `mountinfo` lists, as paths: the fifth field of a line, in which blank, tab, newline and
 * backslash are written in octal (proc_pid_mountinfo(5)).
 */
export function mountPoints(mountinfo: string): ReadonlySet<string> {
  const points = mountinfo.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  return new Set(points.map(unescapeOctal));
}

/** Is something mounted exactly on this path? False where the system does not list its mounts. */
export async function isMountPoint(path: string): Promise<boolean> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mountPoints(mountinfo).has(path);
}

function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
