import type { EvergrantEvent } from '../../../core/event.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { SOME_HOST } from '../some-host-status.ts';
import type { Script } from './scripted-broker.ts';

const NOW = Date.parse('2026-05-13T14:30:00.123Z');

/** The access token that the script serves. */
export const SERVED_TOKEN = 'ya29.served-to-consumers-only';

/** An event with every field that an event can have. */
export const FULL_EVENT: EvergrantEvent = {
  schema: 1,
  at: NOW,
  type: 'refreshed',
  credential: 'crew-sheets',
  generation: 7,
  reason: 'Due',
  message: 'refreshed ahead of its expiry',
  details: { fingerprint: 'a1b2c3d4e5f6', tries: 1, rotated: true, endsAt: null },
};

/** A broker with one healthy grant, `crew-sheets`, and a latched one, `office`. */
export const SCRIPT: Script = {
  status: {
    schema: 1,
    at: '2026-05-13T14:30:00.123Z',
    deployment: 'jada',
    broker: { running: true, pid: 4711, since: '2026-05-13T08:00:00.000Z', version: '0.1.0' },
    tokenSocket: {
      path: '/run/evergrant/jada/tokens.sock',
      group: 'crew',
      tokens: ['crew-sheets'],
      open: true,
    },
    credentials: [
      {
        name: 'crew-sheets',
        kind: 'grant',
        standing: false,
        state: 'healthy',
        issuer: 'google',
        account: 'ops@example.com',
        scopes: ['spreadsheets'],
        generation: 7,
        fingerprint: 'a1b2c3d4e5f6',
        expiresAt: '2026-05-13T15:30:00.000Z',
        secondsLeft: 3599,
        refreshAt: '2026-05-13T15:10:00.000Z',
        consentedAt: null,
        forecast: { endsAt: null, basis: 'issuerRule', because: 'it lives as long as it is used' },
        lastVerdict: {
          class: 'transient',
          reason: 'Timeout',
          message: 'no answer',
          at: '2026-05-13T12:00:00.000Z',
        },
        consecutiveFailures: 0,
        deliveries: [
          {
            sink: 'port-sheet-token',
            target: '/opt/jada/token.json',
            generation: 7,
            fingerprint: 'a1b2c3d4e5f6',
            deliveredAt: '2026-05-13T14:30:00.000Z',
            adoption: 'delivered',
            adoptedAt: null,
            consumers: [
              {
                consumer: 'port-sheet',
                adoption: 'stale',
                generation: 6,
                fingerprint: '012345abcdef',
                provenAt: '2026-05-13T14:29:00.000Z',
                how: 'acknowledged',
              },
            ],
            followUp: { failures: 1, error: 'systemctl exited with 1', nextAt: '2026-05-13T14:31:00.000Z' },
            error: null,
          },
        ],
        incident: {
          severity: 'warning',
          reason: 'EndForeseen',
          message: 'this grant ends in 2 d',
          remedy: 'evergrant login crew-sheets',
          openedAt: '2026-05-13T14:00:00.000Z',
        },
      },
    ],
    apiKeys: [
      {
        name: 'mail',
        kind: 'apiKey',
        state: 'healthy',
        issuer: 'sendgrid',
        managedBy: 'mail-admin',
        scopes: ['mail.send'],
        generation: 2,
        fingerprint: 'c1b2c3d4e5f6',
        since: '2026-05-13T14:00:00.000Z',
        ageSeconds: 1800,
        rotateAt: '2026-06-12T14:00:00.000Z',
        warnAt: null,
        verifiedAt: null,
        retiring: [{ generation: 1, fingerprint: 'c0b2c3d4e5f6', endsAt: '2026-05-14T14:00:00.000Z' }],
        lastVerdict: null,
        consecutiveFailures: 0,
        deliveries: [],
        incident: null,
      },
    ],
    signingKeys: [
      {
        name: 'gastown',
        kind: 'signingKey',
        state: 'healthy',
        algorithm: 'ES256',
        issuer: 'https://gt.example.com',
        kid: 'kid-2',
        generation: 2,
        since: '2026-05-13T14:11:00.000Z',
        rotateAt: '2026-06-12T14:00:00.000Z',
        published: [
          {
            kid: 'kid-1',
            generation: 1,
            publishedAt: '2026-04-13T14:00:00.000Z',
            signsFrom: '2026-04-13T14:00:00.000Z',
            withdrawAt: '2026-05-13T22:12:00.000Z',
          },
          {
            kid: 'kid-2',
            generation: 2,
            publishedAt: '2026-05-13T14:00:00.000Z',
            signsFrom: '2026-05-13T14:11:00.000Z',
            withdrawAt: null,
          },
        ],
        incident: null,
      },
    ],
    agentTokens: [
      {
        name: 'mayor',
        kind: 'agentToken',
        state: 'healthy',
        key: 'gastown',
        issuer: 'https://gt.example.com',
        subject: 'mayor',
        audience: ['gastown-worker'],
        renew: 'whileActive',
        generation: 7,
        fingerprint: 'd1b2c3d4e5f6',
        jti: '5c4f0a50-6f0f-4d2e-9f8c-0d1e2f3a4b5c',
        kid: 'kid-2',
        issuedAt: '2026-05-13T14:20:00.000Z',
        expiresAt: '2026-05-13T22:20:00.000Z',
        secondsLeft: 28_200,
        renewAt: '2026-05-13T19:40:00.000Z',
        lastUsedAt: '2026-05-13T14:29:00.000Z',
        deliveries: [],
        incident: null,
      },
    ],
    daemons: [
      {
        name: 'port-sheet',
        state: 'idle',
        consecutiveFailures: 0,
        intervalSeconds: 1800,
        nextRunAt: '2026-05-13T15:00:00.000Z',
        lastRun: { kind: 'succeeded', at: '2026-05-13T14:30:00.000Z', exitCode: 0, reason: null },
        limitsReached: 2,
      },
    ],
    hosts: [SOME_HOST],
    findings: [{ code: 'ClockOff', message: 'the clock is 600 s off', remedy: 'timedatectl set-ntp true' }],
  },
  tokens: {
    'crew-sheets': {
      kind: 'token',
      accessToken: new SecretText(SERVED_TOKEN),
      expiresAt: NOW + 3_600_000,
      generation: 7,
      fingerprint: 'a1b2c3d4e5f6',
    },
    'a/b c': {
      kind: 'token',
      accessToken: new SecretText('other'),
      expiresAt: null,
      generation: 1,
      fingerprint: '0123456789ab',
    },
    office: {
      kind: 'unavailable',
      reason: 'RefreshTokenRevoked',
      message: 'the grant was revoked',
      remedy: 'evergrant login office',
      retryable: false,
    },
    slow: {
      kind: 'unavailable',
      reason: 'Busy',
      message: 'a refresh is under way',
      remedy: 'evergrant status slow',
      retryable: true,
    },
  },
  refreshes: {
    'crew-sheets': { kind: 'refreshed', generation: 8, fingerprint: 'b1b2c3d4e5f6' },
    'a/b c': { kind: 'fresh', generation: 1, fingerprint: null },
    office: {
      kind: 'unavailable',
      reason: 'RefreshTokenRevoked',
      message: 'the grant was revoked',
      remedy: 'evergrant login office',
      retryable: false,
    },
  },
  acknowledgements: {
    'port-sheet-token': { kind: 'adopted', generation: 7, fingerprint: 'a1b2c3d4e5f6' },
    'token/crew-sheets': { kind: 'stale', generation: 7, fingerprint: 'a1b2c3d4e5f6' },
    'office-token': {
      kind: 'refused',
      reason: 'NeverDelivered',
      message: 'nothing of this fingerprint was delivered there',
      remedy: 'evergrant status office',
    },
  },
  views: {
    'crew-sheets': {
      grant: 'crew-sheets',
      state: 'healthy',
      generation: 7,
      fingerprint: 'a1b2c3d4e5f6',
      expiresAt: NOW + 3_600_000,
      latch: null,
    },
    office: {
      grant: 'office',
      state: 'consentRequired',
      generation: 3,
      fingerprint: null,
      expiresAt: null,
      latch: { reason: 'RefreshTokenRevoked', message: 'the grant was revoked' },
    },
  },
  recent: [{ schema: 1, at: NOW - 1, type: 'brokerStarted' }, FULL_EVENT],
  begun: {
    consentId: 'consent/1',
    authorizationUrl: 'https://issuer.example/authorize?state=s',
    scopes: ['spreadsheets'],
    expectedAccount: null,
  },
  consent: {
    kind: 'settled',
    grant: 'office',
    generation: 4,
    account: 'ops@example.com',
    scopes: ['mail', 'sheets'],
  },
  keySets: {
    mail: { kind: 'set', generation: 2, fingerprint: 'c1b2c3d4e5f6', proven: true, previous: 'retires' },
    'a/b c': { kind: 'unchanged', generation: 1, fingerprint: '0123456789ab' },
    stolen: {
      kind: 'refused',
      reason: 'ApiKeyRefused',
      message: 'the issuer no longer accepts this key',
      remedy: 'evergrant key set stolen',
    },
  },
  rotations: {
    mail: { kind: 'rotated', generation: 3, fingerprint: 'd1b2c3d4e5f6', previousEndsAt: NOW + 86_400_000 },
    'a/b c': { kind: 'fresh', generation: 1, fingerprint: '0123456789ab', dueAt: null },
    plain: {
      kind: 'unavailable',
      reason: 'NoRotator',
      message: 'a person replaces this key',
      remedy: 'evergrant key set plain',
      retryable: false,
    },
  },
};
