import { createInterface } from 'node:readline/promises';
import type { ConsentBegun, ConsentResult } from '../../../core/broker.ts';
import { needsNoConsent } from '../../../core/config/grant-kinds.ts';
import { noConsentNeeded } from '../../../core/consent/no-consent-needed.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault, isFault } from '../../../core/fault.ts';
import type { CredentialState } from '../../../core/grant/state.ts';
import { brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { grantOf } from '../../grant-of.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { deadline, patienceOf } from './deadline.ts';
import { openBrowser } from './open-browser.ts';
import { listenForRedirect, type RedirectListener } from './redirect-listener.ts';

export interface LoginOptions extends ConfigOption {
  /** False: `--no-browser`. */
  readonly browser?: boolean;
  readonly port?: string;
  readonly timeout?: string;
  readonly json?: boolean;
}

interface Call {
  readonly options: LoginOptions;
  readonly io: Io;
}

/**
 * Takes a person through consent. The answer comes by itself when the browser runs on this host, and by pasting the
 * address otherwise; both are waited for at once.
 */
export async function login(name: string, { options, io }: Call): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const grant = grantOf(name, { declaration, command: 'login' });
  if (needsNoConsent(grant)) throw noConsentNeeded(grant.name);
  const port = portOf(options.port);
  const patience = patienceOf(options.timeout, io);
  const { broker, close } = await brokerFor(declaration, { io, command: `evergrant login ${name}` });
  const listener = await listenForRedirect(port);
  try {
    const { credentials } = await broker.status();
    const before = unchanged(credentials.find((credential) => credential.name === name)?.state);
    const begun = await broker.beginConsent(grant.name, { redirectUri: listener.redirectUri });
    show(begun, { grant: grant.name, options, io });
    if (options.browser !== false && !options.json && io.interactive)
      openBrowser(begun.authorizationUrl, io.environment);
    const answers = new AbortController();
    const call = { grant: grant.name, before, begun, listener, broker, io, answers };
    const expired = deadline(patience, { grant: grant.name, before, signal: answers.signal });
    const result = await Promise.race([finish(call), expired]).finally(() => answers.abort());
    return report(result, { before, options, io });
  } finally {
    await listener.close();
    await close();
  }
}

/** A pasted address that does not belong to this consent is refused and asked for again. */
async function finish(at: {
  grant: string;
  /** What a consent that fails leaves behind, for people. */
  before: string;
  begun: ConsentBegun;
  listener: RedirectListener;
  broker: Awaited<ReturnType<typeof brokerFor>>['broker'];
  io: Io;
  answers: AbortController;
}): Promise<ConsentResult> {
  const { grant, before, begun, listener, broker, io, answers } = at;
  const pasted = pastedAddresses(io, answers.signal);
  const interrupted = interruption(io.interrupted, { grant, before });
  for (;;) {
    const redirectUrl = await Promise.race([listener.next(), pasted.next(), interrupted]);
    const result = await broker.finishConsent(begun.consentId, { redirectUrl }).catch((error: unknown) => {
      listener.answer('refused', 'see the terminal in which evergrant login was typed');
      throw isFault(error) && error.code === 'ConsentUnknown' ? beginAgain(error, grant) : error;
    });
    const again = result.kind === 'refused' && RETRYABLE.has(result.reason);
    listener.answer(
      result.kind === 'settled' ? 'done' : 'refused',
      result.kind === 'refused' ? result.message : '',
    );
    if (!again) return result;
    sayLine(io, `evergrant: ${result.message}`);
    sayLine(io, `next: ${result.remedy}`);
  }
}

const RETRYABLE = new Set(['NotARedirect', 'StateMismatch', 'IssuerMismatch']);

function show(begun: ConsentBegun, { grant, options, io }: Call & { grant: string }): void {
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, type: 'consentBegun', grant, ...begun }));
    return;
  }
  sayLine(io, `Consent for ${grant}${begun.expectedAccount ? `, as ${begun.expectedAccount}` : ''}:`);
  sayLine(io);
  sayLine(io, `  ${begun.authorizationUrl}`);
  sayLine(io);
  sayLine(io, 'Open it in a browser. On another machine, paste the address that the browser ends at here:');
}

function report(result: ConsentResult, { before, options, io }: Call & { before: string }): ExitCode {
  if (options.json) printLine(io, JSON.stringify({ schema: 1, type: 'consentResult', ...result }));
  if (result.kind === 'refused') {
    if (!options.json) {
      sayLine(io, `evergrant: consent refused: ${result.message}`);
      sayLine(io, before);
      sayLine(io, `next: ${result.remedy}`);
    }
    return ExitCode.Failed;
  }
  if (!options.json) {
    printLine(
      io,
      `${result.grant} is signed in${result.account ? ` as ${result.account}` : ''} (generation ${result.generation})`,
    );
  }
  return ExitCode.Good;
}

function pastedAddresses(io: Io, signal: AbortSignal): { next(): Promise<string> } {
  const lines = createInterface({ input: io.stdin, signal, terminal: false });
  const waiting: string[] = [];
  let wake: (() => void) | undefined;
  lines.on('line', (line) => {
    if (line.trim()) waiting.push(line.trim());
    wake?.();
  });
  return {
    next: async () => {
      for (;;) {
        const line = waiting.shift();
        if (line !== undefined) return line;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function interruption(
  signal: AbortSignal,
  { grant, before }: { grant: string; before: string },
): Promise<never> {
  return new Promise((_, reject) => {
    const end = () =>
      reject(
        new Fault({
          code: 'Interrupted',
          message: `consent was not finished; ${before}`,
          remedy: `evergrant login ${grant}`,
          exitCode: ExitCode.Interrupted,
        }),
      );
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Where nobody has consented before, there is no grant that could be unchanged. */
function unchanged(state: CredentialState | undefined): string {
  return state === undefined || state === 'noGrant'
    ? 'there was no grant before, and there is none now'
    : 'the grant that was there is unchanged';
}

/** The broker no longer knows for which grant it was; here it is known. */
function beginAgain({ code, message }: Fault, grant: string): Fault {
  return new Fault({ code, message, remedy: `evergrant login ${grant}` });
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Fault({
    code: 'OptionInvalid',
    message: `--port ${text}: expected a number from 1 to 65535`,
    remedy: 'leave --port out to use a free one',
    exitCode: ExitCode.Usage,
  });
}
