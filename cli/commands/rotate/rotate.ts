import type { RotateResult, RotateWhen } from '../../../core/broker.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { toIso } from '../../../core/time.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { reportSigning, signingAsJson } from './signing-rotation-text.ts';

export interface RotateOptions extends ConfigOption {
  readonly now?: boolean;
  readonly emergency?: boolean;
  readonly json?: boolean;
}

/** Rotates one API key or signing key, through the running broker or as the broker. */
export async function rotate(
  name: string,
  { options, io }: { options: RotateOptions; io: Io },
): Promise<ExitCode> {
  if (options.now && options.emergency) throw contradiction();
  const { declaration } = await declarationFor(options, io);
  refuseUnknown(name, declaration);
  const when: RotateWhen = options.emergency ? 'emergency' : options.now ? 'now' : 'due';
  const { broker, close } = await brokerFor(declaration, { io, command: `evergrant rotate ${name}` });
  try {
    const result = await broker.rotateKey(name, { when });
    if (options.json) printLine(io, JSON.stringify({ schema: 1, key: name, ...asJson(result) }));
    else report(name, { result, io });
    return result.kind === 'unavailable' ? ExitCode.Failed : ExitCode.Good;
  } finally {
    await close();
  }
}

function report(name: string, { result, io }: { result: RotateResult; io: Io }): void {
  switch (result.kind) {
    case 'unavailable':
      sayLine(io, `evergrant: ${name}: ${result.message} (${result.reason})`);
      sayLine(io, `next: ${result.remedy}`);
      return;
    case 'rotated':
      if (result.signing) {
        reportSigning(name, { result, signing: result.signing, io });
        return;
      }
      printLine(io, `${name} rotated (generation ${result.generation}, ${result.fingerprint})`);
      sayLine(
        io,
        result.previousEndsAt === null
          ? 'the key before it has ended'
          : `the key before it works until ${toIso(result.previousEndsAt)}`,
      );
      return;
    case 'fresh':
      printLine(
        io,
        `${name} not rotated: it is due ${result.dueAt === null ? 'never' : `at ${toIso(result.dueAt)}`} (generation ${result.generation}, ${result.fingerprint})`,
      );
  }
}

function asJson(result: RotateResult): object {
  switch (result.kind) {
    case 'rotated':
      return {
        ...result,
        previousEndsAt: result.previousEndsAt === null ? null : toIso(result.previousEndsAt),
        ...(result.signing && { signing: signingAsJson(result.signing) }),
      };
    case 'fresh':
      return { ...result, dueAt: result.dueAt === null ? null : toIso(result.dueAt) };
    case 'unavailable':
      return result;
  }
}

/** @throws Fault `UnknownKey`; for the token of an agent it says what there is for that */
function refuseUnknown(
  name: string,
  { apiKeys, signingKeys, agentTokens }: Pick<Declaration, 'apiKeys' | 'signingKeys' | 'agentTokens'>,
): void {
  if (apiKeys.has(name) || signingKeys.has(name)) return;
  const token = agentTokens.get(name);
  const names = [...apiKeys.keys(), ...signingKeys.keys()];
  const there =
    names.length > 0 ? `use one of: ${names.join(', ')}` : 'declare one under apiKeys: or signingKeys:';
  throw new Fault({
    code: 'UnknownKey',
    message: token
      ? `${name} is an agent token, and what is rotated is the key that signs it`
      : `there is no API key or signing key "${name}" in the declaration`,
    remedy: token
      ? `evergrant rotate ${token.key.name} --now; for a fresh token: evergrant refresh ${name}`
      : there,
    exitCode: ExitCode.Usage,
  });
}

function contradiction(): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message: '--now and --emergency were both given, and --emergency includes the other',
    remedy: 'leave one of them out',
    exitCode: ExitCode.Usage,
  });
}
