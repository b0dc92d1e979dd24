import { describe, expect, it } from '@jest/globals';
import { LineRedactor } from '../../../core/logs/line-redactor.ts';
import { redact } from '../../../core/verdict/redact.ts';

describe('redacting the lines of a program', () => {
  it('takes out a private key that goes over lines', () => {
    const redactor = new LineRedactor(redact);
    const lines = [
      'loaded key',
      '-----BEGIN PRIVATE KEY-----',
      'MIIE/vQ/IBADAN/Bgkq',
      'hkiG9w0BAQEFAASCBKgw',
      '-----END PRIVATE KEY-----',
      'ready',
    ].map((line) => redactor.redact(line));
    expect(lines).toEqual(['loaded key', '[redacted]', '[redacted]', '[redacted]', '[redacted]', 'ready']);
  });

  it('goes on after a key that never ends', () => {
    const redactor = new LineRedactor(redact);
    redactor.redact('-----BEGIN RSA PRIVATE KEY-----');
    const lines = Array.from({ length: 200 }, (_, index) => redactor.redact(`line ${index}`));
    expect(lines[0]).toBe('[redacted]');
    expect(lines.at(-1)).toBe('line 199');
  });

  it('is not disturbed by a key in one line', () => {
    const redactor = new LineRedactor(redact);
    redactor.redact('-----BEGIN PRIVATE KEY-----abc-----END PRIVATE KEY-----');
    expect(redactor.redact('synced')).toBe('synced');
  });
});
