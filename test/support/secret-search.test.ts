import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretText } from '../../core/secret-text.ts';
import { secretsIn } from './secret-search.ts';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe('the search for secrets', () => {
  it('finds a secret wherever it stands, and says where', () => {
    const texts = [
      { place: 'status: stdout', text: 'crew healthy' },
      { place: 'alerts.jsonl', text: '{"line":"token=very-secret;"}' },
    ];
    expect(secretsIn(texts, [new SecretText('very-secret')])).toEqual(['alerts.jsonl: a secret']);
  });

  it('finds the verifier of a code challenge that was shown, also in another text', () => {
    const texts = [
      { place: 'login: stderr', text: `https://issuer.example/auth?code_challenge=${CHALLENGE}&x=1` },
      { place: 'up: stdout', text: `{"verifier":"${VERIFIER}"}` },
    ];
    expect(secretsIn(texts, [])).toEqual(['up: stdout: a code verifier']);
  });
});
