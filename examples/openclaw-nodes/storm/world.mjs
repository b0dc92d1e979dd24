import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAuthorizationServer } from '../stand-ins/authorization-server.mjs';
import { Box } from './box.mjs';

/** The folder of the example. */
export const EXAMPLE = fileURLToPath(new URL('..', import.meta.url));
const root = join(EXAMPLE, '../..');

/** A folder with an authorization server, in which the acts take place. */
export class World {
  /** @param evergrant the entry of the command line, as it was built */
  static async make(evergrant = join(root, 'dist/evergrant.js')) {
    const folder = await mkdtemp(join(tmpdir(), 'openclaw-nodes-'));
    // The group of the token socket has to reach it.
    await chmod(folder, 0o755);
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const [file, program] of [
      [join(EXAMPLE, 'stand-ins/openclaw.mjs'), 'openclaw'],
      [join(EXAMPLE, 'stand-ins/ask.mjs'), 'ask.mjs'],
      [join(root, 'test/support/programs/systemctl.mjs'), 'systemctl'],
    ]) {
      await copyFile(file, join(bin, program));
      await chmod(join(bin, program), 0o755);
    }
    await writeFile(join(bin, 'package.json'), '{"type":"module"}');
    return new World({ folder, evergrant, server: await startAuthorizationServer(folder, { root }) });
  }

  constructor({ folder, evergrant, server }) {
    this.folder = folder;
    this.evergrant = evergrant;
    this.server = server;
    /** Where the stand-in of systemctl finds units. */
    this.units = join(folder, 'units');
    this.environment = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      NO_COLOR: '1',
      UNITS: this.units,
      MODEL_URL: server.resource,
      TOKEN_ENDPOINT: server.tokenEndpoint,
      CLIENT_ID: 'desk',
    };
  }

  /** Both machines, as they are in an act. */
  boxes(act) {
    return ['PC-A', 'T440'].map(
      (name) => new Box(name, { folder: join(this.folder, act), environment: this.environment }),
    );
  }

  /** What the token endpoint did so far at requests for a refresh. */
  refreshes() {
    return this.server.record
      .filter(({ grantType }) => grantType === 'refresh_token')
      .map(({ outcome }) => outcome);
  }

  /** Types a command of Evergrant on T440. @param onLine sees what it prints */
  run(words, onLine = () => {}) {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [this.evergrant, ...words], {
        cwd: this.folder,
        env: this.environment,
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (part) => {
          text += part;
          onLine(text);
        });
      }
      child.once('close', (code) => resolve({ code, text }));
    });
  }

  /** Is one of the refresh tokens that were ever issued in this file? */
  async holdsRefreshToken(file) {
    const issued = new Set(this.server.record.map(({ issued }) => issued.refreshToken));
    const words = (await readFile(file, 'utf8')).match(/[\w.~+/-]{20,}/g) ?? [];
    return words.some((word) => issued.has(createHash('sha256').update(word).digest('hex').slice(0, 12)));
  }

  /** @param how `keep`: leave the folder, with the logs of all programs */
  async end({ keep }) {
    await this.server.stop();
    if (keep) console.error(`logs are in ${this.folder}`);
    else await rm(this.folder, { recursive: true, force: true });
  }
}
