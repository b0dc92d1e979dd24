import type { SecretText } from '../secret-text.ts';
import { chooseClient } from './choose-client.ts';
import { chooseRefreshToken } from './choose-refresh-token.ts';
import type { FoundClient, FoundFile, ImportProblem } from './found.ts';
import { type ImportedIssuer, issuerOf } from './issuer-of.ts';

/** What the person said beside naming the folder. */
export interface ImportWishes {
  /** Absolute. */
  readonly directory: string;
  /** Name of the grant in the declaration. */
  readonly grant: string;
  /** A preset's name or an address; undefined: what the files say, else Google. */
  readonly issuer: string | undefined;
  readonly account: string | undefined;
  /** Undefined: what the files say. */
  readonly scopes: readonly string[] | undefined;
  /** Names a file of the folder where there are several clients. */
  readonly credentialsFile: string | undefined;
}

/** Everything that an import writes and holds. */
export interface ImportPlan {
  readonly grant: string;
  readonly client: {
    readonly name: string;
    readonly issuer: ImportedIssuer;
    readonly clientId: string;
    /** Absolute path of a file in the form of Google's download. */
    readonly credentialsFile: string;
    /** Set when that file has to be written first, since the secret lies only in a file that will be delivered over. */
    readonly secretToKeep: SecretText | undefined;
  };
  readonly account: string | undefined;
  readonly scopes: readonly string[];
  readonly refreshToken: { readonly file: string; readonly value: SecretText };
  /** Where the scripts read their token now; undefined: the folder has no such file. */
  readonly sink: { readonly name: string; readonly file: string; readonly shape: ImportedShape } | undefined;
}

export type ImportedShape = 'google-authorized-user' | 'access-token-json';

export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: ImportPlan }
  | { readonly kind: 'problems'; readonly problems: readonly ImportProblem[] };

/** Decides what an import would do with what was found. Reads and writes nothing. */
export function planImport(files: readonly FoundFile[], wishes: ImportWishes): PlanResult {
  const client = chooseClient(files, wishes);
  const refresh = chooseRefreshToken(files, wishes);
  if ('reason' in client || 'reason' in refresh) {
    return { kind: 'problems', problems: [client, refresh].filter((found) => 'reason' in found) };
  }
  const owner = refresh.file.clientId;
  if (owner !== undefined && owner !== client.client.clientId) {
    return { kind: 'problems', problems: [mismatch({ ...client, refreshFile: refresh.file.name, owner })] };
  }
  const sink = files.find((file) => file.accessTokenKey !== undefined);
  return {
    kind: 'plan',
    plan: {
      grant: wishes.grant,
      client: plannedClient(client, wishes),
      account: wishes.account ?? firstOf(files, (file) => file.account),
      scopes: wishes.scopes ?? firstOf(files, (file) => nonEmpty(file.scopes)) ?? [],
      refreshToken: { file: `${wishes.directory}/${refresh.file.name}`, value: refresh.value },
      sink: sink && {
        name: `${wishes.grant}-token-file`,
        file: `${wishes.directory}/${sink.name}`,
        shape: sink.accessTokenKey === 'token' ? 'google-authorized-user' : 'access-token-json',
      },
    },
  };
}

/** Written when a client's secret lies only in a file that will be delivered over. */
const OWN_CREDENTIALS = 'evergrant_client.json';

function plannedClient(
  { file, client }: { file: FoundFile; client: FoundClient },
  wishes: ImportWishes,
): ImportPlan['client'] {
  const issuer = issuerOf(wishes.issuer, client);
  const name = client.download ? file.name : OWN_CREDENTIALS;
  return {
    name: typeof issuer === 'string' ? issuer : `${wishes.grant}-client`,
    issuer,
    clientId: client.clientId,
    credentialsFile: `${wishes.directory}/${name}`,
    secretToKeep: client.download ? undefined : client.clientSecret,
  };
}

function mismatch(about: {
  file: FoundFile;
  client: FoundClient;
  refreshFile: string;
  owner: string;
}): ImportProblem {
  return {
    reason: 'ClientMismatch',
    message: `the refresh token in ${about.refreshFile} belongs to client ${about.owner}, and ${about.file.name} is client ${about.client.clientId}; an issuer takes a refresh token from its own client only`,
    remedy: `put the credentials file of client ${about.owner} into the folder, or sign in anew: evergrant init, then evergrant login`,
  };
}

function firstOf<T>(files: readonly FoundFile[], pick: (file: FoundFile) => T | undefined): T | undefined {
  for (const file of files) {
    const picked = pick(file);
    if (picked !== undefined) return picked;
  }
  return undefined;
}

function nonEmpty(scopes: readonly string[]): readonly string[] | undefined {
  return scopes.length > 0 ? scopes : undefined;
}
