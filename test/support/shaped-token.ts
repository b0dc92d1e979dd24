import type { ShapedToken } from '../../core/delivery/shaped-token.ts';
import type { AccessToken } from '../../core/grant/value.ts';
import { SecretText } from '../../core/secret-text.ts';

/** The token of one generation, ready for a file. */
export function shapedToken(generation: number, access: Partial<AccessToken> = {}): ShapedToken {
  return {
    fingerprint: `fp-${generation}`,
    value: {
      schema: 1,
      generation,
      scopes: ['spreadsheets', 'drive.file'],
      access: {
        token: new SecretText(`ya29.token-of-generation-${generation}`),
        tokenType: 'Bearer',
        issuedAt: Date.parse('2026-05-13T14:30:00Z'),
        expiresAt: Date.parse('2026-05-13T15:30:00Z'),
        ...access,
      },
    },
  };
}
