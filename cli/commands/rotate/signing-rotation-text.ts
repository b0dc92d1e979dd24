import type { RotateResult, SigningRotation } from '../../../core/broker.ts';
import { toIso } from '../../../core/time.ts';
import { type Io, printLine, sayLine } from '../../io.ts';

/** What the rotation of a signing key means for verifiers and for the tokens that its predecessors signed. */
export function reportSigning(
  name: string,
  {
    result,
    signing: { kid, signsFrom, ended },
    io,
  }: { result: RotateResult & { kind: 'rotated' }; signing: SigningRotation; io: Io },
): void {
  printLine(
    io,
    `${name} rotated (generation ${result.generation}, kid ${kid}, signs from ${toIso(signsFrom)})`,
  );
  if (result.previousEndsAt !== null) {
    sayLine(
      io,
      `the key before it stays published until ${toIso(result.previousEndsAt)}, when its last token has ended`,
    );
    return;
  }
  sayLine(io, 'no key before it is published any more');
  for (const { token, jti, fingerprint, expiresAt } of ended) {
    printLine(
      io,
      `  ended: token ${token} ${fingerprint}, jti ${jti}, which had lived until ${toIso(expiresAt)}`,
    );
  }
  if (ended.length > 0)
    sayLine(io, 'verifiers that keep the published keys take these tokens until they ask for the keys again');
}

/** As scripts read it. */
export function signingAsJson({ kid, signsFrom, ended }: SigningRotation) {
  return {
    kid,
    signsFrom: toIso(signsFrom),
    ended: ended.map((token) => ({ ...token, expiresAt: toIso(token.expiresAt) })),
  };
}
