import type { FoundClient, FoundFile, ImportProblem } from './found.ts';

/** The client whose tokens are imported: Google's download wins over a copy inside a token file. */
export function chooseClient(
  files: readonly FoundFile[],
  wishes: { readonly directory: string; readonly credentialsFile: string | undefined },
): { readonly file: FoundFile; readonly client: FoundClient } | ImportProblem {
  const candidates = files.flatMap((file) =>
    file.client && file.client.clientSecret !== undefined ? [{ file, client: file.client }] : [],
  );
  if (wishes.credentialsFile !== undefined) {
    const named = candidates.find(({ file }) => file.name === wishes.credentialsFile);
    return named ?? missing(`${wishes.directory}/${wishes.credentialsFile} holds no client with its secret`);
  }
  const downloads = candidates.filter(({ client }) => client.download);
  const [first, ...others] = downloads.length > 0 ? downloads : candidates;
  if (!first) return missing(`no file in ${wishes.directory} holds a client with its secret`);
  if (others.some(({ client }) => client.clientId !== first.client.clientId)) {
    return {
      reason: 'SeveralClients',
      message: `several clients lie in ${wishes.directory}: ${downloads.map(({ file }) => file.name).join(', ')}`,
      remedy: `say which one the refresh token belongs to: --credentials-file ${first.file.name}`,
    };
  }
  return first;
}

function missing(message: string): ImportProblem {
  return {
    reason: 'ClientMissing',
    message,
    remedy:
      'download the OAuth client from the Google Cloud console (APIs & Services, Credentials) into the folder, with mode 0600',
  };
}
