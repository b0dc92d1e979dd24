import { describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import type { GrantView, Unavailable } from '../../../core/broker.ts';
import { writeTokenValue } from '../../../core/grant/value.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { CredentialViews } from '../../../host/daemon/credential-views.ts';
import { TokenBook } from '../../../host/daemon/token-book.ts';
import { declare } from '../../support/declare.ts';

const { tokens } = declare(`
version: 1
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
grants: { crew: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew }, mail: { grant: crew } }
`);

const DEAD: Unavailable = {
  kind: 'unavailable',
  reason: 'GrantRefused',
  message: 'the issuer refused the grant',
  remedy: 'evergrant login crew',
  retryable: false,
};

function looking() {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const book = new TokenBook(nodeDigest);
  const views = new CredentialViews({ book, tokens, now: () => now });
  const fetched = (token: string, generation: number) => {
    book.keep(
      token,
      writeTokenValue({
        schema: 1,
        generation,
        access: { token: new SecretText(`t${generation}`), tokenType: 'Bearer', issuedAt: 0, expiresAt: 9 },
        scopes: [],
      }),
    );
    views.renewed('crew');
  };
  return { views, fetched, now };
}

describe('what a host knows of a credential', () => {
  it('is nothing, then what lay in its sinks at the start, then the newest token of any name', () => {
    const { views, fetched } = looking();
    expect(views.view('crew')).toMatchObject({ state: 'noGrant', generation: 0, fingerprint: null });
    views.delivered('crew', { generation: 3, fingerprint: 'aaaaaaaaaaaa' });
    views.delivered('crew', { generation: 2, fingerprint: 'bbbbbbbbbbbb' });
    expect(views.view('crew')).toMatchObject({
      state: 'healthy',
      generation: 3,
      fingerprint: 'aaaaaaaaaaaa',
    });
    fetched('mail', 5);
    fetched('sheets', 4);
    expect(views.view('crew')).toMatchObject({ state: 'healthy', generation: 5, expiresAt: 9 });
  });

  it('is that it waits for a person, from a refusal until a newer token is here', () => {
    const { views, fetched, now } = looking();
    fetched('sheets', 4);
    views.refused('crew', DEAD);
    const { reason, message, remedy } = DEAD;
    expect(views.view('crew')).toMatchObject({
      state: 'consentRequired',
      latch: { reason, message },
      remedy,
    });
    expect(views.refusal('crew')).toEqual({ ...DEAD, generation: 4, at: now });
    fetched('sheets', 5);
    expect(views.view('crew')).toMatchObject({ state: 'healthy', latch: null });
    expect(views.refusal('crew')).toBeUndefined();
  });

  it('is not worse for trouble that passes by itself', () => {
    const { views, fetched } = looking();
    fetched('sheets', 4);
    views.refused('crew', { ...DEAD, retryable: true });
    expect(views.view('crew').state).toBe('healthy');
  });

  it('is not worse for a question that nobody could answer, or a secret that nobody can read', () => {
    const { views, fetched } = looking();
    fetched('sheets', 4);
    for (const reason of ['MinValidTooLong', 'TokenUnreadable', 'Paused', 'AwsDenied'])
      views.refused('crew', { ...DEAD, reason });
    expect(views.view('crew').state).toBe('healthy');
  });

  it('is that it waits for a person, also before a token was fetched that lies in a sink already', () => {
    const { views, fetched } = looking();
    views.delivered('crew', { generation: 5, fingerprint: 'aaaaaaaaaaaa' });
    views.refused('crew', DEAD);
    expect(views.view('crew').state).toBe('consentRequired');
    fetched('sheets', 5);
    expect(views.view('crew').state).toBe('consentRequired');
    fetched('sheets', 6);
    expect(views.view('crew').state).toBe('healthy');
  });

  it('is told to who follows it, at once and at each change', async () => {
    const { views, fetched } = looking();
    const over = new AbortController();
    const seen: GrantView[] = [];
    const following = (async () => {
      for await (const view of views.follow('crew', over.signal)) {
        seen.push(view);
        if (seen.length === 1) fetched('sheets', 1);
        if (seen.length === 2) views.refused('crew', DEAD);
        if (seen.length === 3) over.abort();
      }
    })();
    await following;
    expect(seen.map(({ state }) => state)).toEqual(['noGrant', 'healthy', 'consentRequired']);
  });
});
