import { expect, it } from '@jest/globals';
import { tokenOnClock } from '../../../core/grant/token-on-clock.ts';
import { shapedToken } from '../../support/shaped-token.ts';

it('takes what the clock of the issuer is ahead from every instant, and leaves unknown ends unknown', () => {
  const { value } = shapedToken(1, { issuedAt: 100_000, expiresAt: 200_000 });
  expect(tokenOnClock(value, 30_000).access).toMatchObject({ issuedAt: 70_000, expiresAt: 170_000 });
  expect(tokenOnClock(value, -30_000).access).toMatchObject({ issuedAt: 130_000, expiresAt: 230_000 });
  const endless = shapedToken(1, { expiresAt: null }).value;
  expect(tokenOnClock(endless, 30_000).access.expiresAt).toBeNull();
});
