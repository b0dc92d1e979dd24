import { describe, expect, it } from '@jest/globals';
import { NO_AGENT_TOKEN } from '../../../core/agent-token/state.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import type { Ledger, LedgerItems, LedgerKind } from '../../../core/ports.ts';
import { NO_KEY } from '../../../core/rotate/state.ts';
import { NO_SIGNING_KEY } from '../../../core/signing-key/state.ts';
import { someHostReport } from '../some-host-report.ts';

/** What every ledger does. @param makeLedger a fresh and empty one for each test */
export function ledgerContract(name: string, makeLedger: () => Promise<Ledger>): void {
  describe(`${name} keeps the ledger's contract`, () => {
    it('has nothing at first', async () => {
      const ledger = await makeLedger();
      for (const kind of KINDS) expect(await ledger.read(kind, 'crew-sheets')).toBeUndefined();
    });

    it.each(KINDS)('gives back a %s item as it was written, with a revision', async (kind) => {
      const ledger = await makeLedger();
      expect(await ledger.replace(kind, 'crew-sheets', { seen: 0, item: ITEMS[kind] })).toBe(true);
      const stored = await ledger.read(kind, 'crew-sheets');
      expect(stored?.item).toEqual(ITEMS[kind]);
      expect(stored?.revision).toBeGreaterThan(0);
    });

    it('refuses to create an item that exists', async () => {
      const ledger = await makeLedger();
      await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) });
      expect(await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(2) })).toBe(false);
      expect((await ledger.read('grant', 'crew-sheets'))?.item).toEqual(grant(1));
    });

    it('refuses to replace an item that does not exist', async () => {
      const ledger = await makeLedger();
      expect(await ledger.replace('grant', 'crew-sheets', { seen: 1, item: grant(1) })).toBe(false);
      expect(await ledger.read('grant', 'crew-sheets')).toBeUndefined();
    });

    it('replaces only the revision that was seen', async () => {
      const ledger = await makeLedger();
      await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) });
      const seen = (await ledger.read('grant', 'crew-sheets'))?.revision ?? 0;
      expect(await ledger.replace('grant', 'crew-sheets', { seen, item: grant(2) })).toBe(true);
      expect(await ledger.replace('grant', 'crew-sheets', { seen, item: grant(3) })).toBe(false);
      expect((await ledger.read('grant', 'crew-sheets'))?.item).toEqual(grant(2));
    });

    it('counts writes of an equal item as writes', async () => {
      const ledger = await makeLedger();
      await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) });
      const first = (await ledger.read('grant', 'crew-sheets'))?.revision ?? 0;
      await ledger.replace('grant', 'crew-sheets', { seen: first, item: grant(1) });
      expect((await ledger.read('grant', 'crew-sheets'))?.revision).toBeGreaterThan(first);
    });

    it('lets exactly one of many writers that saw the same revision win', async () => {
      const ledger = await makeLedger();
      const fences = Array.from({ length: 20 }, (_, index) => index);
      const wins = await Promise.all(
        fences.map((fence) => ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(fence) })),
      );
      expect(wins.filter((won) => won)).toHaveLength(1);
      expect((await ledger.read('grant', 'crew-sheets'))?.item).toEqual(grant(wins.indexOf(true)));
    });

    it('keeps kinds and ids apart', async () => {
      const ledger = await makeLedger();
      const ids = ['a', 'A', 'a/b', '..', 'ä', 'a.b', 'a%2fb', ''];
      for (const [fence, id] of ids.entries()) {
        expect(await ledger.replace('grant', id, { seen: 0, item: grant(fence) })).toBe(true);
      }
      for (const [fence, id] of ids.entries())
        expect((await ledger.read('grant', id))?.item.fence).toBe(fence);
      expect(await ledger.read('incident', 'a')).toBeUndefined();
    });

    it('is not changed through an item that it gave or was given', async () => {
      const ledger = await makeLedger();
      const scopes = ['read'];
      await ledger.replace('grant', 'crew-sheets', { seen: 0, item: { ...NO_GRANT, scopes } });
      scopes.push('write');
      expect((await ledger.read('grant', 'crew-sheets'))?.item.scopes).toEqual(['read']);
    });
  });
}

const KINDS: readonly LedgerKind[] = [
  'grant',
  'incident',
  'delivery',
  'daemon',
  'key',
  'signingKey',
  'agentToken',
  'host',
];

const grant = (fence: number) => ({ ...NO_GRANT, fence });

const ITEMS: LedgerItems = {
  grant: {
    ...NO_GRANT,
    fence: 7,
    scopes: ['sheets.read', 'offline "access" é\n'],
    expiresAt: 1_700_000_000_123,
  },
  incident: {
    schema: 1,
    id: 'incident-1',
    grant: 'crew-sheets',
    condition: {
      severity: 'critical',
      reason: 'Refreshed',
      message: 'the grant was revoked',
      remedy: 'evergrant login crew-sheets',
      causes: [],
      evidence: ['invalid_grant'],
      worksUntil: null,
      affected: ['port-sheet'],
      stageAt: null,
    },
    openedAt: 1_700_000_000_000,
    notifiedAt: null,
    closedAt: null,
    closeNotified: false,
  },
  delivery: {
    schema: 1,
    sink: 'file:/run/token',
    grant: 'crew-sheets',
    generation: 3,
    fingerprint: '0123456789ab',
    deliveredAt: 1_700_000_000_000,
    earlier: [],
    adoptedAt: null,
    consumers: [],
    after: null,
    error: null,
    remedy: null,
  },
  daemon: {
    schema: 1,
    daemon: 'port-sheet',
    consecutiveFailures: 4,
    interval: 1_800_000,
    nextRunAt: 1_700_000_000_000,
    heldSince: null,
    lastRun: null,
    runs: 9,
    failures: 4,
    limitsReached: 1,
    process: {
      pid: 4711,
      processStartedAt: '123456',
      machineId: 'this',
      bootId: null,
      pidNamespace: null,
      since: 1_700_000_000_000,
    },
    generations: { 'crew-sheets': 3 },
    alerted: 'failing',
    wokenInStreak: true,
  },
  key: {
    ...NO_KEY,
    fence: 4,
    rotation: {
      id: 'c0ffee00-0000-4000-8000-000000000001',
      name: 'evergrant mail c0ffee00-0000-4000-8000-000000000001',
      owner: 'broker-1',
      fence: 4,
      until: 1_700_000_120_000,
      startedAt: 1_700_000_000_000,
      urgent: true,
    },
    strays: [{ name: 'evergrant mail é "lost"', since: 1_699_000_000_000, lookAt: 1_699_000_300_000 }],
    scopes: ['mail.send'],
  },
  signingKey: {
    ...NO_SIGNING_KEY,
    fence: 2,
    published: [
      {
        generation: 1,
        intentId: 'c0ffee00-0000-4000-8000-000000000002',
        versionId: 'c0ffee00-0000-4000-8000-000000000003',
        publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'x_-', kid: 'k_-1', alg: 'EdDSA', use: 'sig' },
        publishedAt: 1_700_000_000_000,
        signsFrom: 1_700_000_660_000,
        withdrawAt: null,
      },
    ],
    longestLife: 28_800_000,
  },
  agentToken: { ...NO_AGENT_TOKEN, lastUsedAt: 1_700_000_040_000, announced: 3 },
  host: someHostReport({ host: 'crew-sheets' }),
};
