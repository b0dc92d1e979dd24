import { type Context, Hono } from 'hono';
import type { Broker } from '../../core/broker.ts';
import type { MetadataDeclaration } from '../../core/config/declaration.ts';
import { SECOND } from '../../core/time.ts';

/** How many seconds of life Google's libraries expect: they renew a token that has less than four minutes. */
const MIN_VALID_SECONDS = 300;

/**
 * What Google's metadata server answers for the default service account and the project, out of one token of a
 * broker. Everything else is 404. A request must carry `Metadata-Flavor: Google`, which no web page can send without
 * asking first, and must not have come through a proxy.
 */
export function metadataRoutes(broker: Broker, metadata: MetadataDeclaration): Hono {
  const routes = new Hono({ strict: false });
  const { credential } = metadata.token;

  routes.use(async (c, next) => {
    c.header('metadata-flavor', 'Google');
    c.header('server', 'Metadata Server for VM');
    if (c.req.header('x-forwarded-for') !== undefined)
      return refuse(c, 'a request may not come through a proxy');
    if (c.req.path !== '/' && c.req.header('metadata-flavor') !== 'Google') {
      return refuse(c, 'the header "Metadata-Flavor: Google" is missing');
    }
    await next();
  });

  const account = async () => ({
    aliases: ['default'],
    email: await email(broker, credential.name),
    scopes: 'scopes' in credential ? credential.scopes : [],
  });

  routes.get('/', (c) => c.text('computeMetadata/\n'));
  routes.get('/computeMetadata/v1', (c) => c.text('instance/\nproject/\n'));
  routes.get('/computeMetadata/v1/instance', async (c) =>
    recursive(c) ? c.json({ serviceAccounts: { default: await account() } }) : c.text('service-accounts/\n'),
  );
  routes.get(ACCOUNTS, async (c) =>
    recursive(c) ? c.json({ default: await account() }) : c.text('default/\n'),
  );
  routes.get(`${ACCOUNTS}/:account/:key?`, async (c) => {
    const { email: known, aliases, scopes } = await account();
    const { account: asked, key } = c.req.param();
    if (asked !== 'default' && asked !== known) return c.notFound();
    switch (key) {
      case undefined:
        return recursive(c)
          ? c.json({ aliases, email: known, scopes })
          : c.text('aliases\nemail\nscopes\ntoken\n');
      case 'aliases':
        return c.text('default\n');
      case 'email':
        return c.text(known);
      case 'scopes':
        return c.text(`${scopes.join('\n')}\n`);
      case 'token':
        return await token(c, { broker, name: metadata.token.name });
      default:
        return c.notFound();
    }
  });

  routes.get('/computeMetadata/v1/project/project-id', (c) =>
    metadata.project === undefined ? c.notFound() : c.text(metadata.project),
  );
  routes.get('/computeMetadata/v1/project', (c) => {
    if (metadata.project === undefined) return c.notFound();
    return recursive(c) ? c.json({ projectId: metadata.project }) : c.text('project-id\n');
  });

  routes.notFound((c) => c.text('the endpoint of evergrant has no such entry\n', 404));
  return routes;
}

const ACCOUNTS = '/computeMetadata/v1/instance/service-accounts';

function recursive(c: Context): boolean {
  return c.req.query('recursive')?.toLowerCase() === 'true';
}

/** The account that consented; before anybody did, the word that Google's libraries begin with. */
async function email(broker: Broker, grant: string): Promise<string> {
  const { credentials } = await broker.status();
  return credentials.find(({ name }) => name === grant)?.account ?? 'default';
}

async function token(c: Context, { broker, name }: { broker: Broker; name: string }): Promise<Response> {
  const long = await broker.token(name, { minValidSeconds: MIN_VALID_SECONDS });
  const tooLong = long.kind === 'unavailable' && long.reason === 'MinValidTooLong';
  const result = tooLong ? await broker.token(name, { minValidSeconds: 0 }) : long;
  c.header('cache-control', 'no-store');
  if (result.kind === 'unavailable') {
    const { reason, message, remedy, retryable } = result;
    const body = { error: reason, error_description: `${message}; next: ${remedy}` };
    // 503 is what Google's libraries try again; anything else they report.
    return c.json(body, retryable ? 503 : 404);
  }
  const { accessToken, expiresAt } = result;
  const life = expiresAt === null ? MIN_VALID_SECONDS : Math.floor((expiresAt - Date.now()) / SECOND);
  return c.json({ access_token: accessToken.reveal(), expires_in: Math.max(0, life), token_type: 'Bearer' });
}

function refuse(c: Context, why: string): Response {
  return c.text(`${why}\n`, 403);
}
