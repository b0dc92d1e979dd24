import { z } from 'zod';
import { GRANT_KINDS } from '../grant-kinds.ts';
import { mapping, path, span, text, word } from './leaf.ts';

const FRACTION = 'a number from 0.05 to 0.95';

const PROVIDER =
  'the full name of a provider, //iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER';
const EMAIL = 'the e-mail address of a service account';

/** One grant that is kept alive. Which keys stand beside `kind` is checked by the rules. */
export const grantSchema = mapping({
  kind: word(GRANT_KINDS)
    .prefault('consent')
    .describe(
      'Where the right to a token comes from. `consent`: a person, by `evergrant login`; `service-account`: a key of a Google service account; `aws-federation`: the AWS identity of this machine, without any key; `client-credentials`: the client for itself. Only the first needs a login. Default: `consent`.',
    ),
  client: text('the name of a client')
    .exactOptional()
    .describe(
      'Name of the client that the grant is given to. Needed with `consent` and `client-credentials`, and with no other kind.',
    ),
  account: text()
    .exactOptional()
    .describe(
      'With `consent`: the account that has to consent, as the issuer names it. Default: any account may.',
    ),
  keyFile: path()
    .exactOptional()
    .describe(
      'With `service-account`: the JSON key as Google offers it for download, readable by its owner only.',
    ),
  subject: text('the e-mail address of a person')
    .exactOptional()
    .describe(
      'With `service-account`: the person that it acts for, by domain-wide delegation. Default: itself.',
    ),
  audience: z
    .string({ error: PROVIDER })
    .regex(
      /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+$/,
      { error: PROVIDER },
    )
    .exactOptional()
    .describe(`With \`aws-federation\`: ${PROVIDER}. This or \`credentialsFile\`.`),
  serviceAccount: z
    .string({ error: EMAIL })
    .regex(/^[^@\s/:]+@[^@\s/:]+\.gserviceaccount\.com$/, { error: EMAIL })
    .exactOptional()
    .describe(
      'With `audience`: the service account that is acted as. Default: none; the federated identity acts itself.',
    ),
  credentialsFile: path()
    .exactOptional()
    .describe(
      "With `aws-federation`: Google's credential configuration (`external_account`), made by `gcloud iam workload-identity-pools create-cred-config --aws`. It holds no secret.",
    ),
  scopes: z
    .array(text('a scope'), { error: 'a list of scopes' })
    .prefault([])
    .describe(
      'What is asked for. Google scopes may be short: `spreadsheets`. Needed with `service-account`. Default: none; with `aws-federation` `cloud-platform`.',
    ),
  warnBefore: z
    .array(span(), { error: 'a list of spans' })
    .prefault(['30d', '7d', '48h', '24h'])
    .describe('Leads of warnings before a forecast end. Spans. Default: `[30d, 7d, 48h, 24h]`.'),
  refreshAfter: z
    .number({ error: FRACTION })
    .min(0.05, { error: FRACTION })
    .max(0.95, { error: FRACTION })
    .prefault(2 / 3)
    .describe(
      'Part of the life of an access token after which it is refreshed, 0.05 to 0.95. Default: two thirds.',
    ),
  verifyEvery: span()
    .exactOptional()
    .describe('How often the grant is proven alive beside its refreshes. A span. Default: never.'),
});
