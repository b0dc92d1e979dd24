import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { releaseName } from '../../../core/host/release.ts';
import { formatSpan, toIso } from '../../../core/time.ts';
import { type Io, sayLine } from '../../io.ts';
import type { Joining } from './join-request.ts';

/** Prints the script, and beside it what people have to know. @throws Fault `ScriptNotTaken` */
export async function printScript(joining: Joining): Promise<ExitCode> {
  const { host, activation, ground, script, life, options, io } = joining;
  const { id, expiresAt } = activation;
  const release = releaseName(ground.release);
  const document = { schema: 1, host, activation: id, expiresAt: toIso(expiresAt), release, script };
  await written(options.json ? `${JSON.stringify(document)}\n` : script, { host, io });
  sayLine(
    io,
    `join script of host ${host} with release ${release}: it works once, until ${toIso(expiresAt)} (${formatSpan(life)})`,
  );
  sayLine(io, 'next: when it has ended with "evergrant bootstrap: ok": evergrant status');
  const old = ground.before.filter(({ online }) => online).map(({ id }) => id);
  for (const machine of old)
    sayLine(
      io,
      `next: when another machine than ${machine} has joined by it: evergrant join ${host} --remove ${machine} --yes`,
    );
  return ExitCode.Good;
}

/** Waits until somebody took the text. */
async function written(text: string, { host, io }: { host: string; io: Io }): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resolve) => {
    io.stdout.write(text, resolve);
  });
  if (!error) return;
  throw new Fault({
    code: 'ScriptNotTaken',
    message: 'whoever was to read the script closed the pipe before its end',
    remedy: `see what ended there, then run this again: evergrant join ${host} | ssh MACHINE sudo bash`,
    cause: error,
  });
}
