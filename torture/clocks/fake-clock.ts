import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const call = promisify(execFile);

/** The wall clock of real processes, by libfaketime; their monotonic clock stays true, as it does when a clock is set. */
export class FakeClock {
  readonly #library: string;
  readonly #file: string;

  /** @param library what {@link FakeClock.library} gave */
  constructor(library: string, file: string) {
    this.#library = library;
    this.#file = file;
  }

  /** Path of the library that `faketime` preloads; undefined where it is not installed. */
  static async library(): Promise<string | undefined> {
    const printed = call('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD']);
    return await printed.then(
      ({ stdout }) =>
        stdout
          .trim()
          .split(':')
          .find((path) => path.includes('faketime')),
      () => undefined,
    );
  }

  /** Sets the clock, also of processes that run. @param seconds ahead of the true time */
  async set(seconds: number): Promise<void> {
    await writeFile(this.#file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  }

  /** For processes that are to live by this clock. */
  environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}
