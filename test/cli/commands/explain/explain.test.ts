import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { VERDICT_CLASSES } from '../../../../core/verdict/verdict.ts';
import { evergrantCli } from '../../../support/cli.ts';

const cli = evergrantCli();

describe('evergrant explain --json', () => {
  it.each(['failures', 'loglines'])(
    'answers the collection %s line for line: ids and order kept',
    async (name) => {
      const input = readFileSync(`test/corpus/${name}.jsonl`, 'utf8');
      const { code, stdout, stderr } = await cli.run(['explain', '--json'], { input });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const answers = parsed(stdout);
      expect(answers.map(({ id }) => id)).toEqual(parsed(input).map(({ id }) => id));
      for (const answer of answers) {
        expect(answer).toEqual(
          expect.objectContaining({
            verdict: expect.stringMatching(new RegExp(`^(${VERDICT_CLASSES.join('|')})$`)),
            reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
            message: expect.stringMatching(/./),
            remedy: expect.any(String),
            spent: expect.stringMatching(/^(no|maybe|yes)$/),
          }),
        );
      }
    },
  );

  it('answers what needs no id, and skips lines that are blank', async () => {
    const input = '{"line":"invalid_grant: Token has been expired or revoked."}\n\n{"line":"all is well"}';
    const { code, stdout } = await cli.run(['explain', '--json'], { input });
    expect(code).toBe(0);
    expect(parsed(stdout).map(({ id, verdict }) => [id, verdict])).toEqual([
      [undefined, 'permanent_reauth'],
      [undefined, 'not_auth'],
    ]);
  });

  it.each<[string, object, string]>([
    ['an id that is a number, handed back as text', { id: 7, line: 'x' }, '7'],
    ['fields that are null', { id: 'a', provider: null, line: 'x' }, 'a'],
    [
      'an answer without headers, body and status',
      { id: 'b', where: 'network', error: { code: 'ECONNREFUSED' } },
      'b',
    ],
    ['an error that is text', { id: 'c', where: 'network', status: null, error: 'socket hang up' }, 'c'],
    [
      'headers that are numbers or lists',
      { id: 'd', where: 'resource', status: 429, headers: { 'Retry-After': 30, 'X-A': ['1', '2'] } },
      'd',
    ],
  ])('takes %s', async (_sentence, input, id) => {
    const { code, stdout, stderr } = await cli.run(['explain', '--json'], { input: JSON.stringify(input) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parsed(stdout)).toMatchObject([{ id }]);
  });

  it('reads header names in any case', async () => {
    const answer = (name: string) => ({
      where: 'resource',
      status: 401,
      headers: { [name]: 'Bearer error="invalid_token", error_description="The access token expired"' },
    });
    const input = [answer('WWW-Authenticate'), answer('www-authenticate')]
      .map((one) => JSON.stringify(one))
      .join('\n');
    const { stdout } = await cli.run(['explain', '--json'], { input });
    expect(parsed(stdout).map(({ reason }) => reason)).toEqual(['AccessTokenExpired', 'AccessTokenExpired']);
  });

  it.each([
    ['is not JSON', '{"line":'],
    ['is neither {"line": …} nor {"where": …, "status": …, "body": …}', '{"text":"x"}'],
    ['is neither {"line": …} nor {"where": …, "status": …, "body": …}', '[]'],
  ])('names the line that %s, after it answered those before it', async (problem, bad) => {
    const { code, stdout, stderr } = await cli.run(['explain', '--json'], {
      input: `{"id":"1","line":"a"}\n\n{"id":"2","line":"b"}\n${bad}\n{"id":"3","line":"c"}\n`,
    });
    expect(code).toBe(64);
    expect(parsed(stdout).map(({ id }) => id)).toEqual(['1', '2']);
    expect(stderr).toBe(
      `evergrant: line 4 of standard input ${problem}\nnext: write one JSON object a line; without --json, lines are read as log text\n`,
    );
  });

  it('loses nothing of a large input to a slow reader', () => {
    const input = Array.from({ length: 20_000 }, (_, id) => `{"id":"${id}","line":"HTTP Error 503"}`).join(
      '\n',
    );
    const slow = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${cli.script()}" explain --json | (sleep 0.3; tail -n 1)`],
      { input },
    );
    expect(parsed(String(slow.stdout))).toMatchObject([{ id: '19999' }]);
  });

  it('ends quietly when its reader has had enough', () => {
    const input = Array.from({ length: 20_000 }, () => '{"line":"HTTP Error 503"}').join('\n');
    const cut = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${cli.script()}" explain --json | head -n 1`],
      { input },
    );
    expect({ lines: parsed(String(cut.stdout)).length, talk: String(cut.stderr) }).toEqual({
      lines: 1,
      talk: '',
    });
  });
});

describe('evergrant explain for people', () => {
  it('says meaning and repair of the words typed', async () => {
    const { code, stdout } = await cli.run([
      'explain',
      'invalid_grant:',
      'Token has been expired or revoked.',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^permanent_reauth {2}\w+\n {2}meaning {2}.+\n/);
    expect(stdout).toMatch(/\n {2}repair {3}evergrant login GRANT\n$/);
  });

  it('takes words as the body of an answer with --status and --provider', async () => {
    const words = ['--provider', 'google', '--status', '400', '{"error":"invalid_grant"}'];
    const { code, stdout } = await cli.run(['explain', ...words]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^permanent_reauth {2}GrantRefused\n/);
    expect(stdout).toMatch(/\n {2}likely {3}.+ \(.+\)\n/);
  });

  it('reads a log on standard input and shows only the lines that are about credentials', async () => {
    const input = 'started\n[port-sheet] token error: HTTP Error 400: Bad Request\nsynced 12 rows\n';
    const { code, stdout } = await cli.run(['explain'], { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\[port-sheet\] token error: HTTP Error 400: Bad Request\n\w+ {2}\w+\n/);
    expect(stdout).not.toMatch(/started|synced/);
  });

  it('shows no token that a log line holds', async () => {
    const token = 'ya29.a0AfH6SMBx-very-secret-token-0123456789abcdef';
    const { stdout } = await cli.run(['explain'], { input: `401 invalid_token for Bearer ${token}\n` });
    expect(stdout).toMatch(/\n {2}meaning/);
    expect(stdout).not.toContain(token);
  });

  it('says so when nothing is given', async () => {
    expect(await cli.run(['explain'], { input: '' })).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'evergrant: nothing was given to explain, and standard input is empty\nnext: evergrant explain --help\n',
    });
  });

  it('ends at the first Ctrl-C while it waits for input', async () => {
    const waiting = cli.start(['explain'], { stdin: 'open' });
    waiting.child.stdin?.write('invalid_grant\n');
    await waiting.until(() => String(waiting.stdout).endsWith('\n\n'));
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toBe(130);
  });

  it.each([
    [['--status', '999', 'x'], '--status 999: expected an HTTP status such as 400'],
    [['--status', '400', '--where', 'here', 'x'], '--where here: expected token_endpoint or resource'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await cli.run(['explain', ...words]);
    expect(code).toBe(64);
    expect(stderr).toBe(`evergrant: ${message}\nnext: evergrant explain --help\n`);
  });
});

function parsed(lines: string): Record<string, unknown>[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}
