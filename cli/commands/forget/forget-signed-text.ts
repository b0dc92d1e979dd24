import { toIso } from '../../../core/time.ts';
import type { AgentTokenHoldings, SigningKeyHoldings } from '../../../host/forget/signed-holdings.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

type SignedHoldings = SigningKeyHoldings | AgentTokenHoldings;

/** What is held and would go. */
export function showSigned(
  holdings: SignedHoldings,
  { io, removeSinks }: { io: Io; removeSinks: boolean },
): void {
  const { name, declared } = holdings;
  const row = (label: string, text: string) => printLine(io, `  ${label.padEnd(10)} ${text}`);
  printLine(
    io,
    `held of ${labelOf(holdings)} ${name}${declared ? '' : ' (not in the declaration any more)'}`,
  );
  if (holdings.kind === 'signingKey') {
    for (const { publicKey, generation } of holdings.state.published)
      row('key', `generation ${generation}, kid ${publicKey.kid}`);
    row('signs', holdings.signs.join(', ') || 'no declared token');
  } else {
    const { settled } = holdings.state;
    row('token', settled ? `${settled.fingerprint}, jti ${settled.id}` : 'none was made yet');
    for (const { name: sink, file } of holdings.files)
      row('sink', `${sink}: ${file} ${removeSinks ? 'goes too' : 'keeps its last token'}`);
    for (const { name: sink, file } of holdings.parts)
      row('sink', `${sink}: ${file} is yours and stays as it is`);
  }
  printLine(io, 'nothing was changed');
  sayLine(io, consequence(holdings));
  sayLine(io, 'next: the same with --yes');
}

/** What was deleted. */
export function reportSigned(
  holdings: SignedHoldings,
  { io, removedFiles }: { io: Io; removedFiles: readonly string[] },
): void {
  printLine(io, `forgot ${labelOf(holdings)} ${holdings.name}: its secret and ledger are deleted`);
  for (const file of removedFiles) printLine(io, `removed ${file}`);
  sayLine(io, consequence(holdings));
  if (holdings.declared) sayLine(io, 'next: remove it from the declaration, or start anew: evergrant up');
}

/** What is held, for scripts. */
export function signedDocument(holdings: SignedHoldings) {
  const { kind, name, declared } = holdings;
  if (kind === 'signingKey') {
    const kids = holdings.state.published.map(({ publicKey }) => publicKey.kid);
    return { signingKey: name, declared, kids, signs: holdings.signs };
  }
  const { settled } = holdings.state;
  return {
    agentToken: name,
    declared,
    generation: settled?.generation ?? 0,
    fingerprint: settled?.fingerprint ?? null,
    jti: settled?.id ?? null,
    sinks: holdings.files.map(({ name: sink, file }) => ({ name: sink, file })),
    partsOfOtherFiles: holdings.parts.map(({ name: sink, file }) => ({ name: sink, file })),
  };
}

function labelOf({ kind }: SignedHoldings): string {
  return kind === 'signingKey' ? 'signing key' : 'agent token';
}

/** What is signed is good wherever it is until it expires, or until verifiers find its key no more. */
function consequence(holdings: SignedHoldings): string {
  if (holdings.kind === 'signingKey')
    return 'verifiers find its keys no more, so every token that it signed ends as soon as they ask again';
  const { settled } = holdings.state;
  if (!settled) return 'no token of it is in any hands';
  return `the last token works until ${toIso(settled.expiresAt)} wherever it is; to end it at once: evergrant rotate ${holdings.key ?? 'KEY'} --emergency`;
}
