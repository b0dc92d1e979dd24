import { z } from 'zod';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault, isFault } from '../../core/fault.ts';
import { SecretText } from '../../core/secret-text.ts';
import { readSecretFile } from './secret-file.ts';

const client = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });
const document = z.object({ installed: client.optional(), web: client.optional() });

/** What a client's credentials file says. */
export interface ClientCredentialsFile {
  readonly clientId: string;
  readonly clientSecret: SecretText;
}

/**
 * Reads the file that Google offers for download.
 *
 * @param what for messages: `client secret of "google"`
 * @throws Fault of `readSecretFile`, or `CredentialsFileInvalid`
 */
export async function readGoogleCredentials(path: string, what: string): Promise<ClientCredentialsFile> {
  const text = await readSecretFile(path, what).catch((error: unknown) => {
    throw isFault(error) && error.code === 'SecretFileMissing' ? notDownloaded(path, error) : error;
  });
  return parseGoogleCredentials(text, path);
}

/**
 * Reads the JSON that Google offers for download: `{"installed": {…}}` or `{"web": {…}}`; other fields are left alone.
 * Throws `CredentialsFileInvalid`, which names the field and never a value.
 */
function parseGoogleCredentials(text: SecretText, path: string): ClientCredentialsFile {
  const parsed = document.safeParse(parseJson(text, path));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.');
    throw invalid(path, field ? `has no usable ${field}` : 'is not a JSON object');
  }
  const found = parsed.data.installed ?? parsed.data.web;
  if (!found) throw invalid(path, 'has neither "installed" nor "web"');
  return { clientId: found.client_id, clientSecret: new SecretText(found.client_secret) };
}

function parseJson(text: SecretText, path: string): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    // The parser's message quotes the text.
    throw invalid(path, 'is not JSON');
  }
}

function notDownloaded(path: string, { code, message }: Fault): Fault {
  const remedy = `put the JSON that Google offers for download there, and chmod 600 ${path}; docs/google-client.md has the steps`;
  return new Fault({ code, message, remedy, exitCode: ExitCode.Configuration });
}

function invalid(path: string, what: string): Fault {
  return new Fault({
    code: 'CredentialsFileInvalid',
    message: `the credentials file ${path} ${what}`,
    remedy:
      'make a client of type "Desktop app" or a new secret for it, and download the JSON: docs/google-client.md has the steps',
    exitCode: ExitCode.Configuration,
  });
}
