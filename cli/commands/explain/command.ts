import { type Register, withConfig, withExamples } from '../../command.ts';
import type { ExplainOptions } from './explain-options.ts';

export const explainCommand: Register = (program, launch) => {
  const command = program
    .command('explain')
    .argument(
      '[text...]',
      'a log line, an exception, or the body of an answer; without it, standard input is read',
    )
    .summary('say what an error means and what repairs it')
    .description(
      'Judges a log line, a token-endpoint answer or an exception. With --json, reads JSON Lines on standard input, objects with ' +
        'either line or {where, provider?, status, headers?, body, error?} and an optional id, and answers one object a line. ' +
        'With --alarm, reads an alarm in AWS: its state, the lines that show the trouble, who is affected and the next command. ' +
        'Needs no declaration otherwise; where one is found and only one of its grants can be meant, the repair names it. ' +
        'Codes and reasons of evergrant itself, such as NoGrant, are looked up, alone or in a line of its output; ' +
        'docs/errors.md lists them.',
    )
    .option('--json', 'read and print JSON Lines')
    .option('--alarm <name>', 'say what an alarm of a deployment in AWS means, by its name in CloudWatch')
    .option('--provider <name>', 'issuer of the answer: a preset, such as google')
    .option('--status <code>', 'the text is the body of an answer with this HTTP status')
    .option('--where <place>', 'where the answer came from: token_endpoint or resource', 'token_endpoint')
    .action((text: string[], options: ExplainOptions) =>
      launch(async (io) => {
        if (options.alarm === undefined)
          return (await import('./explain.ts')).explain(text.join(' '), { options, io });
        return (await import('./explain-alarm.ts')).explainAlarm(options.alarm, { options, io });
      }),
    );
  withExamples(withConfig(command), [
    "evergrant explain '[port-sheet] token error: HTTP Error 400: Bad Request'",
    `evergrant explain --provider google --status 400 '{"error":"invalid_grant"}'`,
    'evergrant explain NoGrant      # a code of evergrant itself',
    'journalctl -u jada-agent | evergrant explain',
    'evergrant explain --json < failures.jsonl',
    'evergrant explain --alarm evergrant-jada-daemon-port-sheet',
    "evergrant explain --provider gogle 'HTTP 401'      # exits 64: no such issuer; names the nearest",
    "echo 'not json' | evergrant explain --json      # judges the other lines, names this one, exits 64",
  ]);
};
