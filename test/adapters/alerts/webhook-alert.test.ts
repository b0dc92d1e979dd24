import { chmodSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { webhookAlert } from '../../../adapters/alerts/webhook-alert.ts';
import { isFault } from '../../../core/fault.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { httpListeners } from '../../support/http-listener.ts';
import { conditionFor, NOTICE_AT, noticeOf } from '../../support/incident-notice.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const listen = httpListeners();
const SECRET = 'T000/B000/hook-secret';

const answer =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end('body-secret');

/** A channel whose clock passes at once and remembers how long it was asked to wait. */
function channel(address: string, options: { timeout?: number } = {}) {
  const waits: number[] = [];
  const clock = { now: () => NOTICE_AT, sleep: async (span: number) => void waits.push(span) };
  const path = join(folder(), 'url');
  writeFileSync(path, `${address}\n`, { mode: 0o600 });
  const alert = webhookAlert({ name: 'ops', url: { kind: 'file', path }, clock, ...options });
  return { alert, waits, path };
}

/** What sending fails with, checked for what it must not show. */
async function failureOf(sending: Promise<void>): Promise<unknown> {
  const failure: unknown = await sending.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
  const shown =
    inspect(failure, { depth: 10, showHidden: true }) + (isFault(failure) ? String(failure.remedy) : '');
  expect(shown).not.toMatch(/hook-secret|body-secret/);
  return failure;
}

describe('an alert to a webhook', () => {
  it('is one POST that Slack and others understand', async () => {
    const { origin, heard } = await listen(answer(200));
    const condition = conditionFor('critical', { evidence: ['<!channel> a & b'] });
    await channel(`${origin}/${SECRET}`).alert.notify(noticeOf('opened', { condition }));
    expect(heard).toMatchObject([{ path: `/${SECRET}`, headers: { 'content-type': 'application/json' } }]);
    const body: { text: string; blocks: { type: string; text: { text: string } }[] } = JSON.parse(
      heard[0]?.body ?? '',
    );
    expect(body.text).toContain('CRITICAL: grant crew-sheets of jada works for 3 min 20 s more');
    expect(body.text).toContain('evidence: &lt;!channel&gt; a &amp; b');
    expect(body.blocks.map(({ type }) => type)).toEqual(['header', 'section']);
    expect(body.blocks[1]?.text.text).toContain('next: evergrant login crew-sheets');
  });

  it('stays within the lengths that Slack takes', async () => {
    const { origin, heard } = await listen(answer(200));
    const long = '<'.repeat(390);
    const condition = conditionFor('critical', { evidence: [long, long, long, long, long] });
    await channel(origin).alert.notify({ ...noticeOf('opened', { condition }), deployment: 'd'.repeat(300) });
    const body: { blocks: { text: { text: string } }[] } = JSON.parse(heard[0]?.body ?? '');
    expect(body.blocks.map(({ text }) => text.text.length)).toEqual([150, 3_000]);
  });

  it('takes an address that stands in the declaration', async () => {
    const { origin, heard } = await listen(answer(204));
    const clock = { now: () => NOTICE_AT, sleep: async () => undefined };
    const url = { kind: 'literal', url: new SecretText(origin) } as const;
    await webhookAlert({ name: 'ops', url, clock }).notify(noticeOf('closed'));
    expect(heard).toHaveLength(1);
  });

  it.each([
    [429, { 'retry-after': '30' }, 30_000],
    [503, { 'retry-after': 'Wed, 13 May 2026 14:30:07 GMT' }, 7_000],
    [500, {}, 1_000],
  ])('is sent once more after %i with %j', async (status, headers, wait) => {
    const { origin, heard } = await listen(answer(status, headers), answer(200));
    const { alert, waits } = channel(origin);
    await alert.notify(noticeOf('opened'));
    expect([heard.length, waits]).toEqual([2, [wait]]);
  });

  it('is given up after the second refusal', async () => {
    const { origin, heard } = await listen(answer(503));
    const failure = await failureOf(channel(`${origin}/${SECRET}`).alert.notify(noticeOf('opened')));
    expect(failure).toMatchObject({
      code: 'WebhookRefused',
      message: 'webhook ops: it answered 503',
      retryable: true,
    });
    expect(heard).toHaveLength(2);
  });

  it.each([
    [429, { 'retry-after': '31' }, true],
    [404, {}, false],
    [302, { location: 'http://127.0.0.1:1/elsewhere' }, false],
  ])('is not sent again after %i with %j', async (status, headers, retryable) => {
    const { origin, heard } = await listen(answer(status, headers));
    const failure = await failureOf(channel(`${origin}/${SECRET}`).alert.notify(noticeOf('opened')));
    expect(failure).toMatchObject({
      code: 'WebhookRefused',
      message: `webhook ops: it answered ${status}`,
      retryable,
    });
    expect(heard).toHaveLength(1);
  });

  it('fails when nobody answers in time', async () => {
    const { origin } = await listen(() => undefined);
    const failure = await failureOf(
      channel(`${origin}/${SECRET}`, { timeout: 50 }).alert.notify(noticeOf('opened')),
    );
    expect(failure).toMatchObject({
      code: 'WebhookUnreachable',
      message: 'webhook ops: it did not answer in time',
    });
  });

  it.each([
    ['the connection is cut', ((request) => request.socket.destroy()) satisfies RequestListener],
    [
      'the answer is no HTTP',
      ((request) => request.socket.end('hook-secret\r\n\r\n')) satisfies RequestListener,
    ],
  ])('fails when %s', async (_, listener) => {
    const { origin } = await listen(listener);
    const failure = await failureOf(channel(`${origin}/${SECRET}`).alert.notify(noticeOf('opened')));
    expect(failure).toMatchObject({ code: 'WebhookUnreachable', retryable: true });
  });

  it.each([
    ['http://example.com/hook-secret', 'WebhookUrlInvalid', 'plain http'],
    ['hook-secret', 'WebhookUrlInvalid', 'not an https address'],
    ['https://user:hook-secret@example.com/', 'WebhookUrlInvalid', 'not an https address'],
    ['', 'WebhookUrlInvalid', 'not an https address'],
  ])('is not sent to the address %j', async (address, code, message) => {
    const failure = await failureOf(channel(address).alert.notify(noticeOf('opened')));
    expect(failure).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('is not sent when others may read the address', async () => {
    const { alert, path } = channel(`https://example.com/${SECRET}`);
    chmodSync(path, 0o640);
    expect(await failureOf(alert.notify(noticeOf('opened')))).toMatchObject({
      code: 'WebhookUrlExposed',
      remedy: `chmod 600 ${path}`,
    });
  });

  it('says which file is missing', async () => {
    const path = join(folder(), 'url');
    const clock = { now: () => NOTICE_AT, sleep: async () => undefined };
    const alert = webhookAlert({ name: 'ops', url: { kind: 'file', path }, clock });
    expect(await failureOf(alert.notify(noticeOf('opened')))).toMatchObject({
      code: 'WebhookUrlMissing',
      message: expect.stringContaining(path),
    });
  });
});
