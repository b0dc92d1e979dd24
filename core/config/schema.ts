import { z } from 'zod';
import { alertSchema } from './schema/alert.ts';
import { apiKeySchema } from './schema/api-key.ts';
import { clientSchema } from './schema/client.ts';
import { daemonSchema } from './schema/daemon.ts';
import { engineSchema } from './schema/engine.ts';
import { grantSchema } from './schema/grant.ts';
import { hostName, hostSchema } from './schema/host.ts';
import { mapping, name, named } from './schema/leaf.ts';
import { metadataSchema } from './schema/metadata.ts';
import { signingKeySchema } from './schema/signing-key.ts';
import { sinkSchema } from './schema/sink.ts';
import { tokenSchema } from './schema/token.ts';
import { tokenSocketSchema } from './schema/token-socket.ts';
import { webSchema } from './schema/web.ts';

/**
 * The one schema of `evergrant.yaml`: shapes, defaults and meanings. What no shape can say (references, choices
 * between keys) is checked by the rules in `rules/`.
 */
export const declarationSchema = mapping({
  version: z
    .literal(1, { error: '1, the only version of this format' })
    .describe('Version of this format: 1.'),
  deployment: name().prefault('default').describe('Prefix of every name outside. Default: `default`.'),
  engine: engineSchema.prefault({}).describe('Where it runs.'),
  alerts: named(alertSchema).describe(
    'Who is told, by channel. The terminal of `evergrant up` always is. Default: nobody else.',
  ),
  clients: named(clientSchema).describe('Clients at issuers; a refresh token belongs to one client.'),
  grants: named(grantSchema).describe('Grants that are kept alive.'),
  apiKeys: named(apiKeySchema).describe('Keys that live until somebody ends them.'),
  signingKeys: named(signingKeySchema).describe('Key pairs that sign the tokens of agents.'),
  tokens: named(tokenSchema).describe(
    'Tokens that consumers hold. Default: one for each grant and API key, with its name.',
  ),
  sinks: named(sinkSchema).describe('Files that tokens are delivered to.'),
  daemons: named(daemonSchema).describe('Programs that use them.'),
  hosts: named(hostSchema, hostName()).describe(
    'With `kind: aws`: the machines that consumers run on. Default: one named `host`, whose role you make, that may read every token.',
  ),
  metadata: metadataSchema
    .exactOptional()
    .describe(
      "A loopback endpoint for `GCE_METADATA_HOST`, where Google's own libraries find a token. Default: none.",
    ),
  tokenSocket: tokenSocketSchema
    .exactOptional()
    .describe(
      'A second socket, on which programs of other users get tokens and nothing else. Default: none.',
    ),
  web: webSchema
    .exactOptional()
    .describe('An address where verifiers find the public halves of the signing keys. Default: none.'),
});

/** The declaration as parsed: defaults filled, spans in milliseconds, references and paths still as written. */
export type ParsedDeclaration = z.output<typeof declarationSchema>;
