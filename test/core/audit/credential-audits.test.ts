import { describe, expect, it } from '@jest/globals';
import { credentialAudits } from '../../../core/audit/credential-audits.ts';
import { SCRIPT } from '../../support/fakes/broker-script.ts';

const NO_END = { expiresAt: null, rotateAt: null, forecast: null };

describe('the credentials of an audit', () => {
  it('have each its next end, and what is wrong with it', () => {
    expect(credentialAudits(SCRIPT.status)).toEqual([
      {
        ...{ name: 'crew-sheets', kind: 'grant', state: 'healthy' },
        ...NO_END,
        expiresAt: '2026-05-13T15:30:00.000Z',
        forecast: { endsAt: null, basis: 'issuerRule', because: 'it lives as long as it is used' },
        trouble: {
          severity: 'warning',
          message: 'this grant ends in 2 d',
          remedy: 'evergrant login crew-sheets',
        },
      },
      {
        ...{ name: 'mail', kind: 'apiKey', state: 'healthy', trouble: null },
        ...NO_END,
        rotateAt: '2026-06-12T14:00:00.000Z',
      },
      {
        ...{ name: 'gastown', kind: 'signingKey', state: 'healthy', trouble: null },
        ...NO_END,
        rotateAt: '2026-06-12T14:00:00.000Z',
      },
      {
        ...{ name: 'mayor', kind: 'agentToken', state: 'healthy', trouble: null },
        ...NO_END,
        expiresAt: '2026-05-13T22:20:00.000Z',
      },
    ]);
  });

  it('that never had a value say how they get one', () => {
    const { credentials, apiKeys, signingKeys, agentTokens } = SCRIPT.status;
    const empty = credentialAudits({
      credentials: credentials.map((grant) => ({ ...grant, state: 'noGrant', incident: null })),
      apiKeys: apiKeys.map((key) => ({ ...key, state: 'noKey' })),
      signingKeys,
      agentTokens,
    });
    expect(empty.map(({ trouble }) => trouble?.remedy)).toEqual([
      'evergrant login crew-sheets',
      'evergrant key set mail',
      undefined,
      undefined,
    ]);
  });
});
