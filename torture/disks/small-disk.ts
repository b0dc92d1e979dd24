import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const call = promisify(execFile);

/** A file system of its own, small enough to be filled, that can be made read-only. */
export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Mounts one at a path. @returns why not, where the system does not let us */
  static async mount(path: string): Promise<SmallDisk | { readonly reason: string }> {
    await mkdir(path, { mode: 0o700 });
    try {
      await call('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', path]);
    } catch (error) {
      await rm(path, { recursive: true });
      return { reason: `mount: ${firstLine(error)}` };
    }
    await chmod(path, 0o700);
    return new SmallDisk(path);
  }

  /** Leaves no block free. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    await writeFile(join(this.path, 'filling'), Buffer.alloc(bavail * bsize));
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.path, 'filling'));
  }

  async remount(mode: 'ro' | 'rw'): Promise<void> {
    await call('mount', ['-o', `remount,${mode}`, this.path]);
  }

  async unmount(): Promise<void> {
    await call('umount', ['-l', this.path]);
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').at(1) ?? 'refused';
}
