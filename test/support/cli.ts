import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { Broker, ConsentResult } from '../../core/broker.ts';
import type { SecretText } from '../../core/secret-text.ts';
import {
  AuthorizationServer,
  type AuthorizationServerOptions,
} from '../../drill/authorization-server/authorization-server.ts';
import type { PersonsAnswer } from '../../drill/authorization-server/consent-player.ts';
import { controlSocketPath } from '../../host/broker/control-path.ts';
import { connectBroker } from '../../host/control/client.ts';
import { builtProgram } from './built-program.ts';
import { ACCOUNT, declarationFor, GRANT } from './cli-declaration.ts';
import { type CommandOptions, CommandProcess } from './command-process.ts';
import { type SearchedText, secretsIn } from './secret-search.ts';
import { temporaryFolders } from './temporary-folder.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given beside its words. */
export type Given = Partial<Omit<CommandOptions, 'words'>>;

/**
 * The built command line for one test file: call once, at its top. Every process that a test leaves is killed at the
 * end, and every server stopped.
 */
export function evergrantCli() {
  const built = builtProgram();
  const folders = temporaryFolders();
  const processes: { process: CommandProcess; words: readonly string[] }[] = [];
  const servers: AuthorizationServer[] = [];
  const places: CliPlace[] = [];
  afterAll(async () => {
    for (const { process } of processes) process.child.kill('SIGKILL');
    await Promise.all(processes.map(({ process }) => process.ended));
    await Promise.all(servers.map((server) => server.stop()));
  });
  const start = (words: readonly string[], given: Given): CommandProcess => {
    const process = new CommandProcess(built().script, { folder: folders(), ...given, words });
    processes.push({ process, words });
    return process;
  };
  const texts = (): SearchedText[] => [
    ...processes.flatMap(({ process, words }) => [
      ...(words[0] === 'token'
        ? []
        : [{ place: `${words.join(' ')}: stdout`, text: String(process.stdout) }]),
      { place: `${words.join(' ')}: stderr`, text: process.talk.join('\n') },
    ]),
    ...places.flatMap((place) => place.files()),
  ];
  return {
    start,
    /** Path of the entry, for commands in a shell's pipe. */
    script: (): string => built().script,
    run: async (words: readonly string[], given: Given & { input?: string } = {}): Promise<Ended> =>
      await endOf(
        start(words, { ...given, stdin: given.input === undefined ? 'none' : 'open' }),
        given.input,
      ),
    server: async (options?: AuthorizationServerOptions): Promise<AuthorizationServer> => {
      const server = await AuthorizationServer.start(options);
      servers.push(server);
      return server;
    },
    /** A folder with this `evergrant.yaml`, or with the usual one for an issuer. */
    place: (wanted: { issuer: string; change?: Readonly<Record<string, unknown>> }): CliPlace => {
      const folder = folders();
      writeFileSync(join(folder, 'evergrant.yaml'), declarationFor(wanted.issuer, wanted.change));
      const place = new CliPlace(folder, start);
      places.push(place);
      return place;
    },
    folder: folders,
    /** Ends a process that these tests started, as a service manager does. @returns its exit code */
    stop: async (pid: number): Promise<number | null> => {
      const found = processes.find(({ process }) => process.child.pid === pid);
      found?.process.child.kill('SIGTERM');
      return (await found?.process.ended) ?? null;
    },
    /** Call last in the file: the test that looks for secrets in whatever the tests before it wrote. */
    showsNoSecret: () =>
      it('shows no secret in any output, alerts file or ledger of these tests', () => {
        const secrets: SecretText[] = servers.flatMap((server) => server.issuedSecrets());
        expect(secrets.length).toBeGreaterThan(0);
        expect(secretsIn(texts(), secrets)).toEqual([]);
      }),
  };
}

/** A folder with an `evergrant.yaml`, in which commands are typed. */
export class CliPlace {
  readonly folder: string;
  readonly stateDirectory: string;
  /** The broker that runs here, without a process in between. */
  readonly broker: Broker;
  readonly #start: (words: readonly string[], given: Given) => CommandProcess;

  constructor(folder: string, start: (words: readonly string[], given: Given) => CommandProcess) {
    this.folder = folder;
    this.stateDirectory = join(folder, 'state');
    this.broker = connectBroker(controlSocketPath(this.stateDirectory));
    this.#start = start;
  }

  start(words: readonly string[], given: Given = {}): CommandProcess {
    return this.#start(words, { folder: this.folder, ...given });
  }

  async run(words: readonly string[], given: Given & { input?: string } = {}): Promise<Ended> {
    return await endOf(
      this.start(words, { ...given, stdin: given.input === undefined ? 'none' : 'open' }),
      given.input,
    );
  }

  /** Starts `evergrant up --json`. @returns once it serves */
  async up(given: Given = {}): Promise<CommandProcess> {
    const up = this.start(['up', '--json'], given);
    await up.until(() => up.talk.some((line) => line.startsWith('evergrant up:')));
    return up;
  }

  /** Gives consent through the broker that runs, as a person in a browser does. */
  async consent(server: AuthorizationServer, person: Partial<PersonsAnswer> = {}): Promise<ConsentResult> {
    const begun = await this.broker.beginConsent(GRANT, { redirectUri: 'http://127.0.0.1:9/callback' });
    const redirectUrl = await server.approve(begun.authorizationUrl, { account: ACCOUNT, ...person });
    return await this.broker.finishConsent(begun.consentId, { redirectUrl });
  }

  /** Whatever lies here and is not there to hold secrets. */
  files(): readonly SearchedText[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'crew.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('/state/secrets/'))
      .map((path) => ({ place: path, text: readFileSync(path, 'utf8') }));
  }
}

async function endOf(process: CommandProcess, input: string | undefined): Promise<Ended> {
  process.child.stdin?.end(input);
  const code = await process.ended;
  return { code, stdout: String(process.stdout), stderr: process.text };
}
