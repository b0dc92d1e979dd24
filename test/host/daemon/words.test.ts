import { describe, expect, it } from '@jest/globals';
import { VERSION } from '../../../core/version.ts';
import { hostPrograms } from '../../support/host-daemon/host-programs.ts';

const start = hostPrograms();

/** Runs it with these words to its end. */
async function ended(words: readonly string[]) {
  const { run } = await start();
  const program = run(words);
  return { code: await program.ended, lines: program.lines };
}

describe('the words of evergrant-host', () => {
  it('are explained with examples, the last of which is refused', async () => {
    const { code, lines } = await ended(['--help']);
    expect(code).toBe(0);
    expect(lines.join('\n')).toContain('sudo evergrant-host self-test');
    expect(lines.at(-1)).toBe('  evergrant-host restart      # refused: systemctl restart evergrant-host');
  });

  it('tell the version', async () => {
    expect(await ended(['--version'])).toEqual({ code: 0, lines: [VERSION] });
  });

  it.each([
    [['fly'], 'there is no command "fly"; expected up, self-test or audit'],
    [['up', 'now'], 'there is no command "up now"; expected up, self-test or audit'],
    [[], 'a command is missing; expected up, self-test or audit'],
    [['self-test', '--fast'], "unknown option '--fast'"],
    [['self-test', '--json=1'], "option '--json' does not take an argument"],
  ])('%j are refused as usage, with the next command', async (words, message) => {
    const { code, lines } = await ended(words);
    expect(lines).toEqual([`evergrant-host: ${message}`, 'next: evergrant-host --help']);
    expect(code).toBe(64);
  });

  it('of systemd lead there', async () => {
    const { code, lines } = await ended(['restart']);
    expect(lines.at(-1)).toBe('next: systemctl restart evergrant-host');
    expect(code).toBe(64);
  });
});
