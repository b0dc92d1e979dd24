import { describe, expect, it } from '@jest/globals';
import { renewedToken } from '../../../core/agent-token/renewed-token.ts';
import { type AgentTokenState, type MintedToken, NO_AGENT_TOKEN } from '../../../core/agent-token/state.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { agentTokenView, servedToken } from '../../../host/broker/agent-token-views.ts';

const token: MintedToken = {
  generation: 2,
  intentId: 'jti',
  versionId: 'v',
  id: 'jti',
  kid: 'kid',
  fingerprint: 'd1b2c3d4e5f6',
  issuedAt: 1_000,
  expiresAt: 9_000,
  template: 't',
};
const state: AgentTokenState = { ...NO_AGENT_TOKEN, settled: token };

describe('the tokens of an agent', () => {
  it('are in force for followers until they expire; then there is none, and asking makes one', () => {
    const view = agentTokenView('mayor', { state, now: 8_999 });
    expect(view).toMatchObject({ fingerprint: 'd1b2c3d4e5f6', expiresAt: 9_000, onDemand: true });
    expect(agentTokenView('mayor', { state, now: 9_000 })).toMatchObject({
      state: 'healthy',
      generation: 2,
      fingerprint: null,
      expiresAt: null,
    });
  });

  it('are served with expiry and fingerprint, whether they were made for it or not', () => {
    const accessToken = new SecretText('jwt');
    for (const kind of ['minted', 'fresh'] as const) {
      expect(servedToken({ kind, token, accessToken })).toEqual({
        kind: 'token',
        accessToken,
        expiresAt: 9_000,
        generation: 2,
        fingerprint: 'd1b2c3d4e5f6',
      });
      expect(renewedToken({ kind, token, accessToken }).kind).toBe(kind === 'minted' ? 'refreshed' : 'fresh');
    }
  });
});
