import type { Declaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { StatusDocument } from '../../../core/status.ts';
import type { Milliseconds } from '../../../core/time.ts';
import { type BrokerAtHand, brokerFor } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { type Io, printLine } from '../../io.ts';
import { statusExitCode } from './exit-code.ts';
import { statusText } from './status-text.ts';

export interface StatusOptions extends ConfigOption {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Says how each credential and each host is, or one of them in full. */
export async function status(
  name: string | undefined,
  call: { options: StatusOptions; io: Io },
): Promise<ExitCode> {
  const { options, io } = call;
  const { declaration } = await declarationFor(options, io);
  if (name !== undefined) refuseUnknown(name, declaration);
  const atHand = await brokerFor(declaration, { io, command: 'evergrant status' });
  const { broker, own } = atHand;
  try {
    if (options.watch) {
      if (own) throw nothingToWatch();
      return await watch(atHand, { name, options, io });
    }
    const document = only(await broker.status(), name);
    show(document, { name, options, io });
    return statusExitCode(document);
  } finally {
    await atHand.close();
  }
}

interface View {
  readonly name: string | undefined;
  readonly options: StatusOptions;
  readonly io: Io;
}

/** Shows again at each change, and on a terminal now and then, because time left changes by itself. */
async function watch({ broker, changes, glanceEvery }: BrokerAtHand, view: View): Promise<ExitCode> {
  const { io } = view;
  const seen = changes(io.interrupted)[Symbol.asyncIterator]();
  const nextChange = () => {
    const coming = seen.next();
    // It may break while the status is being asked for, before anybody waits for it.
    coming.catch(() => undefined);
    return coming;
  };
  let change = nextChange();
  for (;;) {
    const document = only(await broker.status(), view.name);
    if (io.interactive && !view.options.json) io.stdout.write('\u001b[H\u001b[2J');
    show(document, view);
    const pause = new AbortController();
    const ticked = io.interactive
      ? timer(glanceEvery, pause.signal).then(() => undefined)
      : new Promise<undefined>(() => {});
    const next = await Promise.race([change, ticked]);
    pause.abort();
    if (io.interrupted.aborted) return ExitCode.Interrupted;
    if (next?.done) return ExitCode.Good;
    if (next) change = nextChange();
  }
}

function timer(span: Milliseconds, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(resolve, span);
    signal.addEventListener('abort', () => clearTimeout(timeout), { once: true });
  });
}

function show(document: StatusDocument, { options, io, name }: View): void {
  printLine(
    io,
    options.json
      ? JSON.stringify(document)
      : statusText(document, { full: name !== undefined, colour: io.colour }),
  );
}

/** @throws Fault `UnknownGrant` */
function refuseUnknown(
  name: string,
  {
    grants,
    apiKeys,
    signingKeys,
    agentTokens,
    hosts,
  }: Pick<Declaration, 'grants' | 'apiKeys' | 'signingKeys' | 'agentTokens' | 'hosts'>,
): void {
  if ([apiKeys, signingKeys, agentTokens, hosts].some((declared) => declared.has(name))) return;
  named('grant', name, grants);
}

function only(document: StatusDocument, name: string | undefined): StatusDocument {
  if (name === undefined) return document;
  const { credentials, apiKeys, signingKeys, agentTokens, hosts } = document;
  const isAsked = (one: { name: string }) => one.name === name;
  return {
    ...document,
    credentials: credentials.filter(isAsked),
    apiKeys: apiKeys.filter(isAsked),
    signingKeys: signingKeys.filter(isAsked),
    agentTokens: agentTokens.filter(isAsked),
    hosts: hosts.filter(isAsked),
  };
}

function nothingToWatch(): Fault {
  return new Fault({
    code: 'BrokerUnreachable',
    message: 'no broker runs, so nothing changes that could be watched',
    remedy: 'evergrant up',
    exitCode: ExitCode.NotProvable,
  });
}
