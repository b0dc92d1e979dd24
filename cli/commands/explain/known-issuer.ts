import { nearestWord } from '../../../adapters/config-file/nearest-word.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { ISSUERS_WITH_CODES } from '../../../core/verdict/codes-of-issuers.ts';

/** What `--provider` may name: every preset, and every issuer whose codes have a meaning of their own. */
const KNOWN_ISSUERS: readonly string[] = [...new Set([...PRESETS.keys(), ...ISSUERS_WITH_CODES])].sort();

/**
 * `--provider` names an issuer that is known.
 *
 * @throws Fault `UnknownIssuer` with the nearest known name and all of them
 */
export function assertKnownIssuer(word: string): void {
  if (KNOWN_ISSUERS.includes(word)) return;
  const nearest = nearestWord(word, KNOWN_ISSUERS);
  const guess = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new Fault({
    code: 'UnknownIssuer',
    message: `--provider ${word}: no issuer is known by that name${guess}`,
    remedy: `use one of: ${KNOWN_ISSUERS.join(', ')}; leave --provider out for any other`,
    exitCode: ExitCode.Usage,
  });
}
