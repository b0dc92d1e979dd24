import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli, type Given } from '../../support/cli.ts';
import { ageToken, type DeployedJada, deployJada, grantState, printed } from '../../support/deployed-jada.ts';
import { secretsFolderOf } from '../../support/secrets-folder.ts';

const start = simulatedAws();
const cli = evergrantCli();

interface World {
  readonly aws: Awaited<ReturnType<typeof start>>;
  readonly server: AuthorizationServer;
  readonly jada: DeployedJada;
  run(words: readonly string[], given?: Given): ReturnType<typeof cli.run>;
  login(): Promise<number | null>;
}

async function world(): Promise<World> {
  const aws = await start();
  const server = await cli.server();
  const jada = await deployJada(aws, { folder: cli.folder(), issuer: server.issuer });
  const given: Given = { folder: jada.folder, environment: jada.environment };
  const withFile = (words: readonly string[]) => [...words, '--config', jada.config];
  return {
    aws,
    server,
    jada,
    run: (words, more = {}) => cli.run(withFile(words), { ...given, ...more }),
    async login() {
      const login = cli.start(withFile(['login', 'crew', '--json', '--no-browser']), given);
      await login.until(() => String(login.stdout).includes('\n'));
      const { authorizationUrl } = JSON.parse(String(login.stdout)) as { authorizationUrl: string };
      await fetch(await server.approve(authorizationUrl, { account: 'ops@example.com' }));
      return await login.ended;
    },
  };
}

describe('commands on a deployment in AWS', () => {
  it('sign in: the client secret goes into the store, the grant is settled, hosts are told', async () => {
    const { login, jada, aws } = await world();
    expect(await login()).toBe(0);
    expect(await grantState(jada.deployment)).toMatchObject({
      settled: { generation: 1 },
      announced: 1,
      account: 'ops@example.com',
    });
    expect(jada.notices()).toEqual([JSON.stringify({ schema: 1, credential: 'sheets', generation: 1 })]);
    const clientSecret = aws.services.secretsManager.vault;
    expect(JSON.stringify(clientSecret)).not.toContain('basic-secret');
    expect(await jada.deployment.secrets.labelled('client/desk', 'AWSCURRENT')).toBeDefined();
  });

  it('show the status by the ledger, and the beat by the log of the function', async () => {
    const { login, run, jada } = await world();
    const before = await run(['status']);
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('no beat was seen');
    expect(before.stdout).toContain('next: evergrant login crew');
    await login();
    jada.beat();
    const { code, stdout } = await run(['status', 'crew']);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^jada {2}function evergrant-jada-refresh, last beat \d+ s ago\n/);
    expect(stdout).toMatch(/\ncrew +healthy +/);
    expect(stdout).toContain('evergrant-jada-ops1/sheets queue evergrant-jada-ops1  generation 1');
    const { stdout: json } = await run(['status', '--json']);
    expect(printed(json)).toMatchObject({
      deployment: 'jada',
      broker: { function: 'evergrant-jada-refresh', lastBeatAt: expect.any(String) },
      credentials: [{ name: 'crew', state: 'healthy', generation: 1, account: 'ops@example.com' }],
      findings: [],
    });
  });

  it('watch the ledger, and show a refresh that somebody else did', async () => {
    const { login, jada } = await world();
    await login();
    jada.beat();
    const watch = cli.start(['status', '--watch', '--json', '--config', jada.config], {
      folder: jada.folder,
      environment: jada.environment,
    });
    const saw = (generation: number) =>
      watch.until(() => String(watch.stdout).includes(`"generation":${generation},"fingerprint"`));
    await saw(1);
    await jada.deployment.ports.clock.sleep(0);
    await cli.run(['refresh', 'crew', '--config', jada.config], {
      folder: jada.folder,
      environment: jada.environment,
    });
    await saw(2);
    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(130);
  });

  it('hand out a token by its secret alone, and have the function refresh for one that must live longer', async () => {
    const { login, run, aws, server, jada } = await world();
    await login();
    const before = aws.calls.length;
    const { code, stdout } = await run(['token', 'sheets', '--json']);
    expect(code).toBe(0);
    const { accessToken, generation } = JSON.parse(stdout);
    expect(generation).toBe(1);
    expect(server.issuedSecrets().map((secret) => secret.reveal())).toContain(accessToken);
    expect(aws.calls.slice(before).map(({ action }) => action)).toEqual([
      'sts:GetCallerIdentity',
      'kms:Decrypt',
      'secretsmanager:GetSecretValue',
    ]);
    await ageToken(jada.deployment, 3_000_000);
    const longer = await run(['token', 'sheets', '--min-valid', '15m', '--json']);
    expect(JSON.parse(longer.stdout)).toMatchObject({ generation: 2 });
    const never = await run(['token', 'sheets', '--min-valid', '2h']);
    expect(never.code).toBe(1);
    expect(never.stderr).toContain('MinValidTooLong');
  });

  it('refresh through the function, and say why not', async () => {
    const { login, run, server, jada } = await world();
    const nobody = await run(['refresh', 'crew']);
    expect(nobody.code).toBe(1);
    expect(nobody.stderr).toMatch(/ClientSecretMissing|NoGrant/);
    await login();
    const { code, stdout } = await run(['refresh', 'crew']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^crew refreshed \(generation 2, token [0-9a-f]{12}\)\n$/),
    });
    server.revokeGrant('ops@example.com');
    const dead = await run(['refresh', 'crew']);
    expect(dead.code).toBe(1);
    expect(dead.stderr).toContain('next: evergrant login crew');
    jada.beat();
    const status = await run(['status']);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('consentRequired');
  });

  it('look before a restart: every part of the deployment, the beat, and each grant', async () => {
    const { login, run, jada } = await world();
    await login();
    jada.beat();
    const { code, stdout } = await run(['preflight']);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^deployment jada\n/);
    expect(stdout).toContain('the 6 parts of the deployment that this needs are there');
    expect(stdout).toContain('heartbeat: the function woke within the last 5 minutes');
    const proven = await run(['preflight', '--prove', '--json']);
    expect(proven.code).toBe(0);
    expect(await grantState(jada.deployment)).toMatchObject({ settled: { generation: 1 } });
  });

  it('say where events are', async () => {
    const { run } = await world();
    const { code, stderr } = await run(['events']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'evergrant: the events of deployment jada are lines of log group /evergrant/jada/refresh, and no broker of this machine has them\n' +
        'next: aws logs tail /evergrant/jada/refresh --follow --region us-east-1\n',
    });
  });

  it.each([
    ['up'],
    ['run', 'port-sheet'],
    ['install'],
    ['backup', 'out.backup'],
    ['restore', 'out.backup'],
    ['claim'],
    ['forget', 'crew'],
    ['restart', 'port-sheet'],
    ['import', '.secrets', '--grant', 'crew'],
  ])('refuse what works on one machine only: evergrant %s', async (...words) => {
    const { run, jada, aws, server } = await world();
    await secretsFolderOf(jada.folder, { server });
    const before = aws.calls.length;
    const { code, stdout, stderr } = await run(words);
    expect({ code, stdout, stderr }).toEqual({
      code: 78,
      stdout: '',
      stderr: expect.stringContaining('deployment jada runs in AWS (us-east-1)'),
    });
    expect(stderr).toMatch(/\nnext: .+\n$/);
    expect(aws.calls.length).toBe(before);
  });

  it('explain an alarm by the lines of the daemon behind it', async () => {
    const { login, run, aws, server, jada } = await world();
    await login();
    server.revokeGrant('ops@example.com');
    await run(['refresh', 'crew']);
    const name = 'evergrant-jada-daemon-port-sheet';
    const since = Date.now() - 60_000;
    aws.services.monitoring.alarms.set(name, {
      kind: 'MetricAlarm',
      state: 'ALARM',
      reason: 'Threshold Crossed: 3 datapoints were greater than 0',
      since,
    });
    const group = aws.services.logs.addGroup('/evergrant/jada/daemon/port-sheet');
    for (const message of ['synced 12 rows', '[port-sheet] token error: HTTP Error 400: Bad Request'])
      group.events.push({ stream: '1', timestamp: since, message });
    const { code, stdout } = await run(['explain', '--alarm', name]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^evergrant-jada-daemon-port-sheet {2}ALARM since /);
    expect(stdout).toContain('Threshold Crossed');
    expect(stdout).toContain('[port-sheet] token error: HTTP Error 400: Bad Request');
    expect(stdout).not.toContain('synced 12 rows');
    expect(stdout).toContain('affected  port-sheet');
    expect(stdout).toMatch(/grant +crew {2}consentRequired/);
    expect(stdout).toMatch(/\nnext: evergrant login crew/);
    const unknown = await run(['explain', '--alarm', 'no-such-alarm']);
    expect({ code: unknown.code, stderr: unknown.stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('there is no alarm "no-such-alarm"'),
    });
    expect(jada.events.map(({ type }) => type)).toContain('consentRequired');
  });

  it('explain an alarm on the whole deployment by what the function itself told', async () => {
    const { login, run, aws, jada } = await world();
    await login();
    const since = Date.now() - 60_000;
    aws.services.monitoring.alarms.set('evergrant-jada-auth-is-broken', {
      kind: 'CompositeAlarm',
      description: 'Any of the others',
      state: 'OK',
      reason: 'all alarms are OK',
      since,
    });
    const event = {
      schema: 1,
      type: 'refreshFailed',
      credential: 'crew',
      reason: 'ServerError',
      message: 'HTTP 503',
    };
    const group = aws.services.logs.groups.get('/evergrant/jada/refresh');
    group?.events.unshift({ stream: '1', timestamp: since, message: JSON.stringify(event) });
    jada.beat();
    const { code, stdout } = await run(['explain', '--alarm', 'evergrant-jada-auth-is-broken', '--json']);
    expect(code).toBe(0);
    expect(printed(stdout)).toMatchObject({
      schema: 1,
      alarm: { state: 'OK', description: 'Any of the others' },
      logGroup: '/evergrant/jada/refresh',
      evidence: [{ line: expect.stringContaining('"reason":"ServerError"') }],
      grants: [{ name: 'crew', state: 'healthy', reason: null }],
      daemons: ['port-sheet'],
    });
  });

  it('load no AWS client for users of one machine, and load them only when they are needed', () => {
    const loaded = (command: string) => loadedBy(cli.script(), command);
    expect(loaded('token').join('\n')).not.toContain('@aws-sdk');
    expect(loaded('status').join('\n')).not.toContain('@aws-sdk');
    expect(loaded('migrate').join('\n')).not.toContain('@aws-sdk');
    expect(loaded('open-operators-deployment').join('\n')).toContain('@aws-sdk');
  });

  cli.showsNoSecret();
});

/** The sources in the entry, in the chunk of this name, and in every chunk that these import at once. */
function loadedBy(script: string, name: string): readonly string[] {
  const chunks = join(dirname(script), 'chunks');
  const own = readdirSync(chunks).find((file) => new RegExp(`^${name}-[A-Z0-9]+\\.js$`).test(file));
  if (!own) throw new Error(`expected a chunk ${name}`);
  const seen = new Set<string>();
  const open = [script, join(chunks, own)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/^(?:import|\} from|import [^(]*? from) "(\.[^"]+)";$/gm))
      open.push(join(dirname(file), path));
  }
  return [...seen].flatMap((file) => readFileSync(file, 'utf8').match(/^\/\/ \S*node_modules\S+$/gm) ?? []);
}
