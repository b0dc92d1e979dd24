import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { SecretText } from '../../core/secret-text.ts';
import { HOUR, SECOND } from '../../core/time.ts';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import type { TokenRequestEntry } from '../../drill/authorization-server/record.ts';
import type { Settings } from '../../drill/authorization-server/settings.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { type Policy, STRICT } from '../lab/policy.ts';
import { until } from '../lab/until.ts';
import type { Peer } from './install.ts';

/** A process that was asked for a token. */
export interface Asked {
  kill(): void;
  /** Fingerprint of the token that it printed; null: none. */
  readonly answer: Promise<string | null>;
}

/** Somebody who keeps one grant for many processes. */
export interface Contestant {
  readonly name: string;
  readonly server: AuthorizationServer;
  /** A grant anew, whose access token has ended. */
  begin(): Promise<void>;
  /** @param want `another`: also where the token in force is good */
  ask(want: 'good' | 'another'): Asked;
  /** What the issuer recorded since the grant began, its beginning left out. */
  requests(): readonly TokenRequestEntry[];
  close(): Promise<void>;
}

/** A shared token file that each process reads, and writes when it refreshed. */
export async function peerContestant(peer: Peer, settings: Partial<Settings>): Promise<Contestant> {
  const server = await AuthorizationServer.start({ settings });
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-torture-peer-'));
  const file = join(folder, 'token.json');
  let since = 0;
  return {
    name: `${peer.name} ${peer.version}`,
    server,
    begin: async () => {
      const grant = await server.issueGrant('ops@example.com', ['sheets'], { clientId: 'desk-post' });
      since = server.record.length;
      const stored = {
        access_token: grant.accessToken.reveal(),
        refresh_token: grant.refreshToken.reveal(),
        expires_at: past(),
      };
      await writeFile(file, JSON.stringify(stored), { mode: 0o600 });
    },
    ask: (want) => {
      if (want === 'another') expire(file);
      const child = spawn(process.execPath, [resolve(peer.program), peer.name, server.tokenEndpoint, file], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        printed += chunk;
      });
      const answer = new Promise<string | null>((done) => {
        child.once('close', () => {
          const token = printed.trim();
          done(token === '' ? null : nodeDigest.fingerprint(new SecretText(token)));
        });
      });
      return { answer, kill: () => child.kill('SIGKILL') };
    },
    requests: () => server.record.slice(since),
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ours, with no broker running, which is the harder half: each process takes the lock in its turn. */
export async function ownContestant(
  script: string,
  { policy = STRICT }: { policy?: Policy } = {},
): Promise<Contestant> {
  const lab = await Lab.start({ policies: [policy] });
  const { grant } = lab;
  return {
    name: 'evergrant',
    server: grant.server,
    begin: async () => {
      grant.server.settings.accessTokenSeconds = 1;
      await lab.asBroker((broker) =>
        // On a busy machine the token may have ended before it is shown to the issuer, which consent does once.
        until('a consent', () => lab.consent(broker, grant)),
      );
      grant.server.settings.accessTokenSeconds = 3_600;
      const endsAt = Date.now() + 2 * SECOND;
      await until('the end of the token', () => (Date.now() > endsAt ? true : undefined));
    },
    ask: (want) => {
      const words =
        want === 'good'
          ? ['token', grant.name, '--min-valid', '0s', '--json']
          : ['refresh', grant.name, '--json'];
      const process = new Evergrant({ lab, script, words });
      const answer = process.ended.then(() => {
        const [line] = process.stdout;
        const found = printed.safeParse(line === undefined ? undefined : JSON.parse(line));
        return found.success ? found.data.fingerprint : null;
      });
      return { answer, kill: () => process.send('SIGKILL') };
    },
    requests: () => lab.family(grant).slice(1),
    close: () => lab.close(),
  };
}

const printed = z.looseObject({ fingerprint: z.string() });

/** As if the token in the file had ended. A file that a kill left torn stays as it is. */
function expire(file: string): void {
  try {
    const stored = tokenFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify({ ...stored, expires_at: past() }));
  } catch {
    // Its next reader says so.
  }
}

/** Not the epoch, which google-auth-library takes for no expiry at all. */
function past(): string {
  return new Date(Date.now() - HOUR).toISOString();
}

const tokenFile = z.looseObject({ access_token: z.string() });
