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
  ])('names the line that %s, and judges all others', async (problem, bad) => {
    const { code, stdout, stderr } = await cli.run(['explain', '--json'], {
      input: `{"id":"1","line":"a"}\n\n{"id":"2","line":"b"}\n${bad}\n{"id":"3","line":"c"}\n`,
    });
    expect(code).toBe(64);
    expect(parsed(stdout).map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(stderr).toBe(
      `evergrant: line 4 of standard input ${problem}\n` +
        'evergrant: 1 of 4 lines could not be judged\n' +
        'next: write one JSON object a line; without --json, lines are read as log text\n',
    );
  });

  it('names every broken line of a file', async () => {
    const { code, stdout, stderr } = await cli.run(['explain', '--json'], {
      input: 'x\n{"id":"2","line":"a"}\n{}\n',
    });
    expect({ code, ids: parsed(stdout).map(({ id }) => id) }).toEqual({ code: 64, ids: ['2'] });
    expect(stderr).toMatch(
      /^evergrant: line 1 .* is not JSON\nevergrant: line 3 .*\nevergrant: 2 of 3 lines/,
    );
  });

  it('names the grant in the remedy where the declaration has only one', async () => {
    const place = cli.place({ issuer: 'https://issuer.example' });
    const input = '{"line":"invalid_grant: Token has been expired or revoked."}';
    const { stdout } = await place.run(['explain', '--json'], { input });
    expect(parsed(stdout)).toMatchObject([{ remedy: 'evergrant login crew' }]);
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
    expect(stdout).toMatch(
      /\n {2}repair {3}evergrant login GRANT\n {11}GRANT is the name of the grant below "grants:" in evergrant.yaml\n$/,
    );
  });

  it('names the grant that the declaration has, and all of several', async () => {
    const words = ['explain', 'invalid_grant: Token has been expired or revoked.'];
    const one = cli.place({ issuer: 'https://issuer.example' });
    expect((await one.run(words)).stdout).toMatch(/\n {2}repair {3}evergrant login crew\n$/);
    const two = cli.place({
      issuer: 'https://issuer.example',
      change: { grants: { crew: { client: 'desk' }, port: { client: 'desk' } } },
    });
    expect((await two.run(words)).stdout).toMatch(
      /\n {2}repair {3}evergrant login GRANT\n {11}GRANT is one of: crew, port\n$/,
    );
  });

  it('takes only the grants of the issuer that --provider names', async () => {
    const { stdout } = await cli
      .place({
        issuer: 'https://issuer.example',
        change: {
          clients: {
            desk: { issuer: 'google', clientId: 'x' },
            books: { issuer: 'xero', clientId: 'y' },
          },
          grants: { crew: { client: 'desk' }, ledger: { client: 'books' } },
        },
      })
      .run(['explain', '--provider', 'xero', '--status', '400', '{"error":"invalid_grant"}']);
    expect(stdout).toMatch(/\n {2}repair {3}evergrant login ledger\n/);
  });

  it('explains although the declaration is broken, and says so only when --config named it', async () => {
    const place = cli.place({ issuer: 'https://issuer.example', change: { grant: {} } });
    const words = ['explain', 'invalid_grant: Token has been expired or revoked.'];
    expect((await place.run(words)).code).toBe(0);
    const named = await place.run([...words, '--config', 'evergrant.yaml']);
    expect(named).toMatchObject({
      code: 78,
      stdout: '',
      stderr: expect.stringMatching(/grant: unknown key/),
    });
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

  it.each([
    ['gogle', '; did you mean "google"?'],
    ['Google', '; did you mean "google"?'],
    ['acme-login', ''],
  ])('refuses --provider %s, names the nearest one and all there are', async (word, guess) => {
    const { code, stdout, stderr } = await cli.run(['explain', '--provider', word, 'HTTP 401']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(
        `^evergrant: --provider ${word}: no issuer is known by that name${guess.replace('?', '\\?')}\nnext: use one of: .*google.*; leave --provider out for any other\n$`,
      ),
    );
  });

  it.each(['google', 'okta', 'openai'])('takes --provider %s', async (word) => {
    expect((await cli.run(['explain', '--provider', word, 'HTTP 401'])).code).toBe(0);
  });
});

function parsed(lines: string): Record<string, unknown>[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

describe('evergrant explain, asked for a code of evergrant itself', () => {
  it('says its meaning and what repairs it, as docs/errors.md has it', async () => {
    const { code, stdout, stderr } = await cli.run(['explain', 'StateMoved'], {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^evergrant {2}StateMoved\n {2}meaning {2}the grants .* to AWS.*\n {2}repair {3}.+\n$/,
    );
  });

  it('answers one JSON document', async () => {
    const { stdout } = await cli.run(['explain', '--json', 'StoreLagging'], {});
    expect(JSON.parse(stdout)).toEqual({
      code: 'StoreLagging',
      message: 'the settled value is not readable',
      remedy: 'runbook (docs/runbooks/state-damaged.md)',
    });
  });

  it('finds it in a log beside lines that are judged', async () => {
    const input =
      'evergrant: no token crew: nobody has consented yet (NoGrant)\nall is well\nerror: invalid_grant\n';
    const { stdout } = await cli.run(['explain'], { input });
    expect(stdout).toMatch(/^evergrant {2}NoGrant$/m);
    expect(stdout).toMatch(/^permanent_reauth {2}/m);
  });
});
