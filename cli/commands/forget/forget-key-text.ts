import type { KeyHoldings } from '../../../host/forget/key-holdings.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** What is held of an API key and would go. */
export function showKey(holdings: KeyHoldings, { io, removeSinks }: { io: Io; removeSinks: boolean }): void {
  const { key, declared, state, word, tokens, files, parts } = holdings;
  const row = (label: string, text: string) => printLine(io, `  ${label.padEnd(10)} ${text}`);
  printLine(io, `held of API key ${key}${declared ? '' : ' (not in the declaration any more)'}`);
  row('state', `${word}, generation ${state.settled?.generation ?? 0}`);
  row('token', `${tokens.join(', ') || 'none'}: ${state.settled?.fingerprint ?? 'nothing yet'}`);
  for (const { name, file } of files)
    row('sink', `${name}: ${file} ${removeSinks ? 'goes too' : 'keeps the key'}`);
  for (const { name, file } of parts) row('sink', `${name}: ${file} is yours and stays as it is`);
  printLine(io, 'nothing was changed');
  sayLine(
    io,
    'at its issuer the key lives on, unless you add --revoke, which needs an issuer in the declaration',
  );
  sayLine(io, 'next: the same with --yes');
}

/** What was deleted. */
export function reportKey(
  { key, declared, files }: KeyHoldings,
  { io, revoked, removedFiles }: { io: Io; revoked: boolean; removedFiles: readonly string[] },
): void {
  if (revoked) printLine(io, `API key ${key} was deleted at its issuer`);
  printLine(io, `forgot API key ${key}: its secret, tokens and ledger are deleted`);
  for (const file of removedFiles) printLine(io, `removed ${file}`);
  for (const { file } of files.filter((sink) => !removedFiles.includes(sink.file)))
    printLine(io, `${file} keeps the key`);
  if (declared) sayLine(io, `next: remove it from the declaration, or set it anew: evergrant key set ${key}`);
}

/** What is held, for scripts. */
export function keyDocument({ key, declared, state, word, tokens, files, parts }: KeyHoldings) {
  return {
    key,
    declared,
    state: word,
    generation: state.settled?.generation ?? 0,
    fingerprint: state.settled?.fingerprint ?? null,
    tokens,
    sinks: files.map(({ name, file }) => ({ name, file })),
    partsOfOtherFiles: parts.map(({ name, file }) => ({ name, file })),
  };
}
