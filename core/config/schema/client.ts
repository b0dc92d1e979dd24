import { issuerSchema } from './issuer.ts';
import { mapping, path, text, texts, word } from './leaf.ts';

/** A client at an issuer. Its secret is named and never written here. */
export const clientSchema = mapping({
  issuer: issuerSchema,
  clientId: text()
    .exactOptional()
    .describe('The client identifier. Needed unless `credentialsFile` holds it.'),
  clientSecretFile: path()
    .exactOptional()
    .describe('A file that holds the client secret and nothing else, readable by its owner only.'),
  clientSecretEnv: text('the name of an environment variable')
    .exactOptional()
    .describe('Environment variable of the broker that holds the client secret.'),
  credentialsFile: path()
    .exactOptional()
    .describe(
      'A file as Google offers it for download, with `installed` or `web`; holds identifier and secret.',
    ),
  type: word(['installed', 'web'])
    .prefault('installed')
    .describe(
      'Consent comes back to http://127.0.0.1:PORT/callback. `installed`: to any free port; `web`: to the one that you registered at the issuer, named with `evergrant login --port`. Default: `installed`.',
    ),
  publishingStatus: word(['testing', 'production'])
    .exactOptional()
    .describe(
      'Publishing status of a Google client. In `testing` its grants end 7 days after consent. Default: not known.',
    ),
  authentication: word(['client_secret_post', 'client_secret_basic', 'none'])
    .exactOptional()
    .describe('How the client proves itself at the token endpoint. Default: what preset or metadata say.'),
  parameters: texts().describe(
    'Added to every request to the token endpoint. Never a secret. Default: none.',
  ),
});
