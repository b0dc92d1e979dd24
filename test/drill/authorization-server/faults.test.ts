import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerFields } from '../../../core/issuer/answer-fields.ts';
import type { TokenAnswer } from '../../../core/issuer/token-answer.ts';
import type { SecretText } from '../../../core/secret-text.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import type { ScriptedFault } from '../../../drill/authorization-server/faults.ts';
import { brief, fingerprint, refreshAt } from '../../support/refresh-at.ts';

let server: AuthorizationServer;
let recordFile: string;

beforeEach(async () => {
  recordFile = join(await mkdtemp(join(tmpdir(), 'evergrant-record-')), 'record.jsonl');
  server = await AuthorizationServer.start({ recordFile });
});

afterEach(async () => {
  await server.stop();
  expect(server.unexpected).toEqual([]);
});

/** Refreshes a fresh grant under a fault. */
async function refreshUnder(fault: ScriptedFault): Promise<{ answer: TokenAnswer; sent: SecretText }> {
  const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
  server.faults.add(fault);
  return { answer: await refreshAt(server, refreshToken), sent: refreshToken };
}

function headerOf(answer: TokenAnswer, name: string): string | undefined {
  return answer.kind === 'answered' ? answer.headers[name] : undefined;
}

function fieldOf(answer: TokenAnswer, name: string): unknown {
  return answer.kind === 'answered' ? answerFields(answer.body)?.[name] : undefined;
}

describe('scripted faults of the token endpoint', () => {
  it.each([500, 503])('answer %i and spend nothing', async (status) => {
    const { answer, sent } = await refreshUnder({ kind: 'status', status });
    expect(brief(answer)).toContain(String(status));
    expect(brief(await refreshAt(server, sent))).toBe('200');
    expect(server.record.map(({ outcome }) => outcome)).toEqual(['fault', 'issued']);
  });

  it('answer 429 with the seconds to wait', async () => {
    const { answer } = await refreshUnder({ kind: 'status', status: 429, retryAfterSeconds: 7 });
    expect(brief(answer)).toBe('429 too_many_requests');
    expect(headerOf(answer, 'retry-after')).toBe('7');
  });

  it('drop the connection before the work, so that the token is still good', async () => {
    const { answer, sent } = await refreshUnder({ kind: 'drop' });
    expect(answer).toMatchObject({ kind: 'lost', error: { code: 'ECONNRESET' } });
    expect(brief(await refreshAt(server, sent))).toBe('200');
  });

  it('drop the connection after the work, so that the token is spent and the answer lost', async () => {
    const { answer, sent } = await refreshUnder({ kind: 'drop', processed: true });
    expect(answer.kind).toBe('lost');
    expect(server.record.at(-1)).toMatchObject({ outcome: 'issued', fault: 'drop', sent: fingerprint(sent) });
    expect(server.record.at(-1)?.issued.refreshToken).toMatch(/^[0-9a-f]{12}$/);
    expect(brief(await refreshAt(server, sent))).toBe('400 invalid_grant');
    expect(server.record.at(-1)?.outcome).toBe('familyRevoked');
  });

  it('answer a page, 2 MB or a redirect in place of tokens', async () => {
    const page = await refreshUnder({ kind: 'html' });
    expect(headerOf(page.answer, 'content-type')).toContain('text/html');
    const huge = await refreshUnder({ kind: 'huge' });
    expect(huge.answer).toMatchObject({ kind: 'answered', truncated: true });
    const redirect = await refreshUnder({ kind: 'redirect', location: 'https://example.com/elsewhere' });
    expect(redirect.answer).toMatchObject({ kind: 'answered', status: 302 });
    expect(headerOf(redirect.answer, 'location')).toBe('https://example.com/elsewhere');
  });

  it.each([undefined, -1, '3600'])('tell %p as expires_in', async (value) => {
    const { answer } = await refreshUnder({ kind: 'expiresIn', value });
    expect(fieldOf(answer, 'expires_in')).toBe(value);
    expect(fieldOf(answer, 'access_token')).toEqual(expect.any(String));
  });

  it('leave the refresh token out, or repeat it, while it stays good', async () => {
    const missing = await refreshUnder({ kind: 'refreshToken', as: 'missing', consumed: false });
    expect(fieldOf(missing.answer, 'refresh_token')).toBeUndefined();
    expect(brief(await refreshAt(server, missing.sent))).toBe('200');
    const repeated = await refreshUnder({ kind: 'refreshToken', as: 'repeated', consumed: false });
    expect(fieldOf(repeated.answer, 'refresh_token')).toBe(repeated.sent.reveal());
    expect(brief(await refreshAt(server, repeated.sent))).toBe('200');
  });

  it('leave the refresh token out although it was spent', async () => {
    const { answer, sent } = await refreshUnder({ kind: 'refreshToken', as: 'missing', consumed: true });
    expect(brief(answer)).toBe('200');
    expect(server.record.at(-1)?.issued.refreshToken).toMatch(/^[0-9a-f]{12}$/);
    expect(brief(await refreshAt(server, sent))).toBe('400 invalid_grant');
  });

  it('hold an answer back, which is right when it comes', async () => {
    const { answer } = await refreshUnder({ kind: 'delay', milliseconds: 30, processed: true });
    expect(brief(answer)).toBe('200');
    expect(server.record.at(-1)).toMatchObject({ outcome: 'issued', fault: 'delay' });
  });

  it('happen once each, in order', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
    server.faults.add({ kind: 'status', status: 503 }, 2);
    server.faults.add({ kind: 'status', status: 429 });
    const seen: string[] = [];
    for (let count = 0; count < 4; count += 1)
      seen.push(brief(await refreshAt(server, refreshToken)).slice(0, 3));
    expect(seen).toEqual(['503', '503', '429', '200']);
    expect(server.faults.waiting).toBe(0);
  });

  it('let an answer go that is held back, once it is released', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
    server.faults.add({ kind: 'delay', milliseconds: 3_600_000 });
    const pending = refreshAt(server, refreshToken);
    while (server.faults.waiting > 0) await new Promise(setImmediate);
    server.faults.release();
    expect(brief(await pending)).toBe('200');
  });

  it('do not keep the server from stopping', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
    server.faults.add({ kind: 'delay', milliseconds: 3_600_000 });
    const pending = refreshAt(server, refreshToken);
    while (server.faults.waiting > 0) await new Promise(setImmediate);
    await server.stop();
    expect((await pending).kind).toBe('lost');
    server = await AuthorizationServer.start();
  });

  it('are written to the record file with everything else, and no token is in it', async () => {
    const { sent } = await refreshUnder({ kind: 'drop', processed: true });
    const text = await readFile(recordFile, 'utf8');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(server.record);
    expect(text).not.toContain(sent.reveal());
  });
});

describe('the clock of the authorization server', () => {
  it('is wrong in its Date header when told so', async () => {
    server.settings.dateOffsetSeconds = 600;
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
    const answer = await refreshAt(server, refreshToken);
    expect(Date.parse(headerOf(answer, 'date') ?? '')).toBeGreaterThan(Date.now() + 590_000);
  });
});
