import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { KeyIssuer } from '../support/key-issuer/key-issuer.ts';
import { MANAGING } from '../support/key-issuer/key-issuers.ts';
import { keyWorlds } from '../support/key-issuer/key-worlds.ts';
import { rawRequest } from '../support/raw-request.ts';

const worlds = keyWorlds();

describe('the life of an API key, with the built program', () => {
  it('set, delivered, rotated: both work in the overlap, the consumer adopts, the old one ends', async () => {
    const world = await worlds({ overlap: '2s' });
    const { issuer, run, up, file } = world;
    const first = issuer.issue('made by a person', ['mail.send']);
    const admin = issuer.issue('admin', MANAGING);
    await up.until(() => up.text.includes('nobody has set mail yet'));

    expect((await run(['key', 'set', 'mail-admin'], `${admin.key}\n`)).exitCode).toBe(0);
    const set = await run(['key', 'set', 'mail', '--json'], `${first.key}\n`);
    expect(JSON.parse(set.stdout)).toMatchObject({ kind: 'set', generation: 1, proven: true });
    expect(readFileSync(file, 'utf8')).toBe(`${first.key}\n`);
    expect(await uses(issuer, first.key)).toBe(202);

    const rotated = await run(['rotate', 'mail', '--now', '--json']);
    expect(JSON.parse(rotated.stdout)).toMatchObject({ kind: 'rotated', generation: 2 });
    const second = readFileSync(file, 'utf8').trim();
    expect(second).not.toBe(first.key);
    expect(await uses(issuer, first.key)).toBe(202);
    expect(await uses(issuer, second)).toBe(202);
    const fingerprint: string = JSON.parse(rotated.stdout).fingerprint;
    const proof = JSON.stringify({ fingerprint, consumer: 'mailer' });
    const adopted = await rawRequest(join(world.folder, 'state', 'control.sock'), {
      method: 'POST',
      path: '/v1/deliveries/mail-key/acknowledgements',
      headers: { 'content-type': 'application/json' },
      body: proof,
    });
    expect(adopted.status).toBe(200);

    await up.until(() => up.stdout.includes('"type":"keyRetired"'));
    expect(await uses(issuer, first.key)).toBe(401);
    expect(await uses(issuer, second)).toBe(202);
    expect(issuer.alive('evergrant mail')).toHaveLength(1);
    expect(issuer.alive()).toHaveLength(2);

    const status = await run(['status', '--json']);
    const mail = JSON.parse(status.stdout).apiKeys.find(({ name }: { name: string }) => name === 'mail');
    expect(mail).toMatchObject({
      state: 'healthy',
      generation: 2,
      fingerprint,
      retiring: [],
      issuer: 'sendgrid',
    });
    expect(mail.deliveries[0]).toMatchObject({ generation: 2, adoption: 'adopted' });
    expect(status.exitCode).toBe(0);
    for (const text of [up.text, String(up.stdout), rotated.stdout, status.stdout]) {
      for (const { key } of issuer.keys) expect(text).not.toContain(key);
    }
  });

  it('ends the old key at once after a leak, and says when somebody deletes the key at the issuer', async () => {
    const { issuer, run, up, file } = await worlds({ overlap: '1h', verifyEvery: '200ms' });
    const first = issuer.issue('made by a person', ['mail.send']);
    await run(['key', 'set', 'mail-admin'], issuer.issue('admin', MANAGING).key);
    await run(['key', 'set', 'mail'], first.key);
    const rotated = await run(['rotate', 'mail', '--emergency']);
    expect(rotated.stdout).toContain('mail rotated (generation 2');
    expect(await uses(issuer, first.key)).toBe(401);
    const second = readFileSync(file, 'utf8').trim();
    expect(await uses(issuer, second)).toBe(202);

    const [live] = issuer.alive('evergrant mail');
    if (live) live.deleted = true;
    await up.until(() => up.stdout.includes('"type":"incidentOpened"'));
    const status = await run(['status', 'mail']);
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain('it was deleted or disabled there');
    expect(status.stdout).toContain(
      'next: evergrant rotate mail --now (makes another), or: evergrant key set mail',
    );
    expect((await run(['rotate', 'mail', '--now'])).exitCode).toBe(0);
    expect(await uses(issuer, readFileSync(file, 'utf8').trim())).toBe(202);
    await up.until(() => up.stdout.includes('"type":"incidentClosed"'));
  });

  it('is in preflight, backup and forget like a grant', async () => {
    const { issuer, run, folder, up, file } = await worlds({});
    const before = await run(['preflight', 'mailer', '--gate']);
    expect([before.exitCode, before.stdout]).toEqual([1, expect.stringContaining('evergrant key set mail')]);
    await run(['key', 'set', 'mail-admin'], issuer.issue('admin', MANAGING).key);
    await run(['key', 'set', 'mail'], issuer.issue('made by a person', ['mail.send']).key);
    await run(['rotate', 'mail', '--now']);
    const after = JSON.parse((await run(['preflight', 'mailer', '--json'])).stdout);
    expect(after.exitCode).toBe(0);
    expect(after.findings.map(({ reason }: { reason: string }) => reason)).toEqual(
      expect.arrayContaining(['KeyAccepted', 'SinkWritable', 'SinkCurrent']),
    );
    const backup = join(folder, 'backup.json');
    expect((await run(['backup', backup])).stdout).toContain('mail');

    up.child.kill('SIGTERM');
    await up.ended;
    const kept = readFileSync(file, 'utf8').trim();
    expect((await run(['forget', 'mail'])).stdout).toContain(
      'held of API key mail\n  state      healthy, generation 2',
    );
    const gone = await run(['forget', 'mail', '--yes', '--revoke', '--remove-sinks', '--json']);
    expect(JSON.parse(gone.stdout)).toMatchObject({ kind: 'forgotten', key: 'mail', removedFiles: [file] });
    expect(await uses(issuer, kept)).toBe(401);
    expect(issuer.alive('evergrant')).toEqual([]);
    expect((await run(['forget', 'mail'])).exitCode).toBe(64);
  });

  it('takes no key that the issuer refuses, and none from the command line', async () => {
    const { issuer, run } = await worlds({});
    const dead = issuer.issue('dead', ['mail.send']);
    dead.deleted = true;
    const refused = await run(['key', 'set', 'mail'], dead.key);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('(ApiKeyRefused); nothing was changed\nnext: copy the whole key');
    expect((await run(['key', 'set', 'mail'], 'not a key')).stderr).toContain('KeyMalformed');
    expect((await run(['key', 'set', 'mail'], '')).exitCode).toBe(64);
    expect((await run(['key', 'set', 'mail', 'SG.a.b'])).exitCode).toBe(64);
    expect((await run(['key', 'set', 'no-such'], 'x')).stderr).toContain('there is no API key "no-such"');
    expect((await run(['rotate', 'mail', '--now', '--emergency'])).exitCode).toBe(64);
  });
});

async function uses(issuer: KeyIssuer, key: string): Promise<number> {
  const answer = await fetch(`${issuer.origin}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  return answer.status;
}
