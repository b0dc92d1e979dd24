import { describe, expect, it } from '@jest/globals';
import { defaultMinValid } from '../../../core/config/default-min-valid.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { declare } from '../../support/declare.ts';

const { tokens } = declare(`
version: 1
alerts: { ops: { file: /var/log/alerts } }
clients: { google: { issuer: google, clientId: id, publishingStatus: production } }
grants: { crew: { client: google } }
signingKeys: { gastown: { issuer: https://gt.example.com } }
tokens:
  long: { signingKey: gastown, audience: worker, lifetime: 8h }
  exact: { signingKey: gastown, audience: worker, lifetime: 2m }
  brief: { signingKey: gastown, audience: worker, lifetime: 45s }
web: { listen: 127.0.0.1:8175 }
`);

describe('the life that a token must have where nobody says it', () => {
  it.each([
    ['crew', MINUTE],
    ['long', MINUTE],
    ['exact', MINUTE],
    ['brief', 22 * SECOND],
  ])('is a minute or half of the declared life: %s', (name, expected) => {
    const token = tokens.get(name);
    expect(token && defaultMinValid(token)).toBe(expected);
  });
});
