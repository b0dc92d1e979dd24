import { describe, expect, it } from '@jest/globals';
import { VERSION } from '../../core/version.ts';
import { evergrantCli } from '../support/cli.ts';

const cli = evergrantCli();
const COMMANDS = [
  'drill',
  'init',
  'import',
  'check',
  'up',
  'login',
  'status',
  'audit',
  'events',
  'token',
  'refresh',
  'key',
  'rotate',
  'run',
  'preflight',
  'restart',
  'explain',
  'issuers',
  'advise',
  'install',
  'backup',
  'restore',
  'claim',
  'migrate',
  'join',
  'ssh',
  'forget',
];

describe('what is typed wrongly', () => {
  it.each<[readonly string[], RegExp, string]>([
    [['stauts'], /unknown command 'stauts'.*\n.*Did you mean status\?/, 'evergrant --help'],
    [['--verbose'], /unknown option '--verbose'/, 'evergrant --help'],
    [['login'], /missing required argument 'grant'/, 'evergrant login --help'],
    [['login', 'crew', 'sheets'], /too many arguments/, 'evergrant login --help'],
    [['status', '--jsn'], /unknown option '--jsn'.*\n.*Did you mean --json\?/, 'evergrant status --help'],
    [['check', '--config'], /option '-c, --config <file>' argument missing/, 'evergrant check --help'],
  ])('%j exits 64, says what is wrong and where to read on', async (words, problem, next) => {
    const { code, stdout, stderr } = await cli.run(words);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^evergrant: /);
    expect(stderr).toMatch(problem);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`next: ${next}`);
  });

  it('shows the commands when none is named, and exits 64', async () => {
    const { code, stdout, stderr } = await cli.run([]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    for (const command of COMMANDS) expect(stderr).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });
});

describe('help', () => {
  it('lists every command in the order in which a newcomer needs them', async () => {
    const { code, stdout } = await cli.run(['--help']);
    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name);
    expect(listed.filter((name) => name !== 'help')).toEqual(COMMANDS);
  });

  it('tells the version', async () => {
    expect(await cli.run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it.each(COMMANDS)('of %s shows examples whose commands and options there are', async (command) => {
    const { code, stdout, stderr } = await cli.run([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const examples = stdout.split('\nExamples:\n')[1]?.trimEnd().split('\n') ?? [];
    expect(examples.length).toBeGreaterThan(0);
    const options = new Set(
      [...(stdout.split('\nExamples:\n')[0] ?? '').matchAll(/(?<=\s)--?[a-z-]+/g)].map(String),
    );
    for (const example of examples) {
      const [, word, rest = ''] = /evergrant ([a-z]+)([^#|)]*)/.exec(example) ?? [];
      expect([example, word]).toEqual([example, command]);
      const used = rest.match(/(?<=\s)--[a-z-]+/g) ?? [];
      expect(used.filter((option) => !options.has(option))).toEqual([]);
    }
  });

  it.each(COMMANDS)('of %s shows a run that is refused, and why', async (command) => {
    const { stdout } = await cli.run([command, '--help']);
    expect(stdout.split('\nExamples:\n')[1]).toMatch(/# .*(exits (1|3|64|78)|refused)/);
  });
});
