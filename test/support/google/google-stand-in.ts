import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, checkAssertion, publicKeyOf, type ServiceAccount } from './check-assertion.ts';
import { type AwsIdentity, checkStatement } from './check-statement.ts';

export const AUDIENCE =
  '//iam.googleapis.com/projects/123456/locations/global/workloadIdentityPools/ships/providers/aws';

export const EMAIL = 'crew@ships.iam.gserviceaccount.com';

const PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What was asked for, as it came. */
export interface Asked {
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

/**
 * The token endpoint of Google, its STS and its IAM credentials, and the metadata of an EC2 instance, on loopback. It
 * checks what they check and answers as they answer; every setting may be changed while it runs.
 */
export class GoogleStandIn {
  readonly asked: Asked[] = [];
  readonly account: ServiceAccount = {
    email: EMAIL,
    keys: new Map([['key-1', publicKeyOf(PAIR.privateKey)]]),
    enabled: true,
    delegation: new Map(),
  };
  identity: AwsIdentity = {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret/of+instance',
    sessionToken: 'session-of-instance',
    region: 'us-east-1',
  };
  /** Does the provider of the pool exist, does its condition hold, may the identity act as the service account? */
  readonly pool = { exists: true, condition: true, impersonation: true };
  /** Does the instance have a role? */
  instanceRole = true;
  lifeSeconds = 3600;
  /** Its clock minus the clock of this host. */
  clockOffset = 0;
  readonly #server: Server;
  readonly #federated = new Set<string>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<GoogleStandIn> {
    const server = createServer();
    const google = new GoogleStandIn(server);
    server.on('request', (request, response) => void google.#serve(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return google;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The JSON that Google offers for download. */
  keyFile(): string {
    return JSON.stringify({
      type: 'service_account',
      project_id: 'ships',
      private_key_id: 'key-1',
      private_key: PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: EMAIL,
      client_id: '1122334455',
      token_uri: `${this.origin}/token`,
    });
  }

  /** What `gcloud … create-cred-config --aws` writes. */
  credentialsFile({ impersonate = true }: { impersonate?: boolean } = {}): string {
    const metadata = `${this.origin}/latest`;
    return JSON.stringify({
      type: 'external_account',
      audience: AUDIENCE,
      subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
      token_url: `${this.origin}/v1/token`,
      ...(impersonate && {
        service_account_impersonation_url: `${this.origin}/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`,
      }),
      credential_source: {
        environment_id: 'aws1',
        region_url: `${metadata}/meta-data/placement/availability-zone`,
        url: `${metadata}/meta-data/iam/security-credentials`,
        regional_cred_verification_url:
          'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
        imdsv2_session_token_url: `${metadata}/api/token`,
      },
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const path = request.url ?? '';
    const { status, body: answer } = this.#answer(request, { path, body });
    this.asked.push({ path, body, status });
    response.sendDate = false;
    response.setHeader('date', new Date(this.#now()).toUTCString());
    response.statusCode = status;
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  #answer(request: IncomingMessage, { path, body }: { path: string; body: string }): Answer {
    if (path.startsWith('/latest/')) return this.#metadata(request, path);
    if (path === '/token') return this.#token(new URLSearchParams(body));
    if (path === '/v1/token') return this.#exchange(new URLSearchParams(body));
    if (path.endsWith(':generateAccessToken')) return this.#impersonate(request, body);
    return { status: 404, body: 'Not Found' };
  }

  #token(form: URLSearchParams): Answer {
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return refusal('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
    const checked = checkAssertion(form.get('assertion') ?? '', {
      accounts: [this.account],
      audience: `${this.origin}/token`,
      now: this.#now(),
    });
    if (checked.kind === 'refused') return checked;
    return {
      status: 200,
      body: { access_token: token(), expires_in: this.lifeSeconds, token_type: 'Bearer' },
    };
  }

  #exchange(form: URLSearchParams): Answer {
    const { pool, identity } = this;
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:token-exchange')
      return refusal('unsupported_grant_type', 'Invalid grant type.');
    if (form.get('audience') !== AUDIENCE || !pool.exists) return refusal('invalid_target', NO_POOL);
    if (
      form.get('subject_token_type') !== 'urn:ietf:params:aws:token-type:aws4_request' ||
      form.get('requested_token_type') !== 'urn:ietf:params:oauth:token-type:access_token' ||
      !form.get('scope')
    )
      return refusal('invalid_request', 'Invalid token type or scope.');
    const problem = checkStatement(form.get('subject_token') ?? '', {
      identity,
      audience: AUDIENCE,
      now: this.#now(),
    });
    if (problem) return refusal('invalid_grant', `The AWS request was refused: ${problem}`);
    if (!pool.condition)
      return refusal('unauthorized_client', 'The given credential is rejected by the attribute condition.');
    const federated = token();
    this.#federated.add(federated);
    return {
      status: 200,
      body: {
        access_token: federated,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: this.lifeSeconds,
      },
    };
  }

  #impersonate({ headers }: IncomingMessage, body: string): Answer {
    const { scope, lifetime } = JSON.parse(body) as { scope?: unknown; lifetime?: unknown };
    const bearer = headers.authorization?.replace('Bearer ', '') ?? '';
    if (!this.#federated.has(bearer))
      return {
        status: 401,
        body: {
          error: {
            code: 401,
            message: 'Request had invalid authentication credentials.',
            status: 'UNAUTHENTICATED',
          },
        },
      };
    if (!Array.isArray(scope) || lifetime !== '3600s')
      return {
        status: 400,
        body: {
          error: { code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' },
        },
      };
    if (!this.pool.impersonation) return { status: 403, body: NOT_ALLOWED };
    const expireTime = new Date(this.#now() + this.lifeSeconds * 1000).toISOString();
    return { status: 200, body: { accessToken: token(), expireTime } };
  }

  #metadata({ method, headers }: IncomingMessage, path: string): Answer {
    if (path === '/latest/api/token')
      return method === 'PUT' && headers['x-aws-ec2-metadata-token-ttl-seconds']
        ? { status: 200, body: 'metadata-session' }
        : { status: 400, body: '' };
    if (headers['x-aws-ec2-metadata-token'] !== 'metadata-session') return { status: 401, body: '' };
    const { accessKeyId, secretAccessKey, sessionToken, region } = this.identity;
    if (path === '/latest/meta-data/placement/region') return { status: 200, body: region };
    const roles = '/latest/meta-data/iam/security-credentials/';
    if (!this.instanceRole || !path.startsWith(roles)) return { status: 404, body: '' };
    if (path === roles) return { status: 200, body: 'crew-role' };
    const credentials = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken };
    return { status: 200, body: { Code: 'Success', Type: 'AWS-HMAC', ...credentials } };
  }

  #now(): number {
    return Date.now() + this.clockOffset;
  }
}

const NO_POOL =
  'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.';

const NOT_ALLOWED = {
  error: {
    code: 403,
    message: "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    status: 'PERMISSION_DENIED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'IAM_PERMISSION_DENIED',
        domain: 'iam.googleapis.com',
        metadata: { permission: 'iam.serviceAccounts.getAccessToken' },
      },
    ],
  },
};

function refusal(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}

function token(): string {
  return `ya29.${randomBytes(24).toString('base64url')}`;
}
