import { describe, expect, it } from '@jest/globals';
import { knownHosts, sshCommand } from '../../../core/host/ssh-command.ts';

const PATHS = {
  privateKey: '/run/a/key',
  certificate: '/run/a/key-cert.pub',
  knownHosts: '/run/a/known_hosts',
};

describe('the words of ssh', () => {
  it('never trust a machine at first sight, and end the options before what others chose', () => {
    const words = sshCommand({
      access: { user: 'ec2-user' },
      address: '2001:db8::9',
      paths: PATHS,
      command: ['uptime', '-p'],
    });
    expect(words).toContain('StrictHostKeyChecking=yes');
    expect(words.join(' ')).not.toMatch(/StrictHostKeyChecking=(no|accept-new|ask)/);
    expect(words.slice(words.indexOf('--'))).toEqual(['--', 'ec2-user@2001:db8::9', 'uptime', '-p']);
  });

  it('keep a path with blanks in one piece', () => {
    const paths = { ...PATHS, knownHosts: '/run/a b/known_hosts' };
    const words = sshCommand({ access: { user: 'u' }, address: '203.0.113.9', paths, command: [] });
    expect(words).toContain('UserKnownHostsFile="/run/a b/known_hosts"');
  });

  it('know each key of the machine by its address', () => {
    const keys = [
      { type: 'ssh-ed25519', key: 'AAAA1' },
      { type: 'ssh-rsa', key: 'AAAA2' },
    ];
    expect(knownHosts('203.0.113.9', keys)).toBe(
      '203.0.113.9 ssh-ed25519 AAAA1\n203.0.113.9 ssh-rsa AAAA2\n',
    );
  });
});
