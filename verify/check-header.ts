import {
  AlgorithmNotAllowed,
  CriticalHeader,
  KeyInHeader,
  SharedSecretAlgorithm,
  TokenUnsigned,
  TypeWrong,
} from './errors/header-errors.ts';
import { KeyIdMissing } from './errors/key-errors.ts';
import { shown } from './shown.ts';

/** Parameters that bring a key or say where one lies (RFC 7515 section 4.1). */
const BRINGS_A_KEY = ['jwk', 'jku', 'x5c', 'x5u'];

/** What the header says of the signature. */
export interface SignedWith {
  readonly algorithm: string;
  readonly keyId: string;
}

/** Applies every rule that needs the header alone. @throws VerificationError */
export function checkHeader(
  header: Readonly<Record<string, unknown>>,
  { algorithms, type }: { readonly algorithms: readonly string[]; readonly type: string | undefined },
): SignedWith {
  const { alg, kid, typ } = header;
  if (Object.hasOwn(header, 'crit')) throw new CriticalHeader({ expected: 'no crit' });
  const bringer = BRINGS_A_KEY.find((name) => Object.hasOwn(header, name));
  if (bringer !== undefined) throw new KeyInHeader({ expected: `no ${bringer}` });
  const algorithm = checkAlgorithm(alg, algorithms);
  if (type !== undefined && (typeof typ !== 'string' || mediaType(typ) !== mediaType(type))) {
    throw new TypeWrong({ expected: shown(type), received: shown(typ) });
  }
  if (typeof kid !== 'string' || kid === '') {
    throw new KeyIdMissing({ expected: 'kid with text', received: shown(kid) });
  }
  return { algorithm, keyId: kid };
}

function checkAlgorithm(alg: unknown, algorithms: readonly string[]): string {
  if (typeof alg === 'string' && algorithms.includes(alg)) return alg;
  const evidence = { expected: algorithms.join(' or '), received: shown(alg) };
  if (typeof alg !== 'string') throw new AlgorithmNotAllowed(evidence);
  // Some verifiers were fooled by "None" and "nOnE".
  if (alg.toLowerCase() === 'none') throw new TokenUnsigned(evidence);
  if (/^HS\d/i.test(alg)) throw new SharedSecretAlgorithm(evidence);
  throw new AlgorithmNotAllowed(evidence);
}

/** `JWT` and `application/jwt` are the same type (RFC 7515 section 4.1.9). */
function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}
