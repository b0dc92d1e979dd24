import { z } from 'zod';
import { type Milliseconds, SECOND } from '../core/time.ts';
import { parseJson } from '../host/control/exchange.ts';
import { ACCOUNT, GRANT } from './declaration.ts';
import type { ProgramEnd } from './evergrant-program.ts';
import type { Judgement } from './scorecard.ts';
import type { Stage } from './stage.ts';

/** Longest that a whole consent may take. */
const PATIENCE: Milliseconds = 10 * SECOND;

const begun = z.object({ type: z.literal('consentBegun'), authorizationUrl: z.string() });
const settled = z.object({
  type: z.literal('consentResult'),
  kind: z.literal('settled'),
  generation: z.number(),
  account: z.string().nullable(),
});

/**
 * Gives consent as a person does: `evergrant login` names the page, the person signs in and allows, and the browser
 * is sent back to the loopback address where the command listens.
 *
 * @throws NotObserved for the expectation when the command does not come to an end
 */
export async function giveConsent(stage: Stage, expectation: string): Promise<Judgement> {
  let page: string | undefined;
  let result: z.infer<typeof settled> | undefined;
  const login = stage.programs.start(['login', GRANT, '--json', '--no-browser'], (line) => {
    const json = parseJson(line);
    page ??= begun.safeParse(json).data?.authorizationUrl;
    result ??= settled.safeParse(json).data;
  });
  const wait = { expectation, within: PATIENCE };
  const url = await stage.journal.eventually(async () => page, wait);
  const redirect = await stage.server.approve(url, { account: ACCOUNT });
  // The browser follows the redirect. What it is shown is for people, also when it is nothing: the command's exit counts.
  await fetch(redirect).then(
    (shown) => shown.text(),
    () => {},
  );
  let end: ProgramEnd | undefined;
  void login.ended.then((ended) => {
    end = ended;
  });
  const { exitCode } = await stage.journal.eventually(async () => end, wait);
  if (exitCode !== 0 || !result) {
    return { met: false, observed: `evergrant login exited with ${exitCode}` };
  }
  return { met: true, observed: `settled as ${result.account}, generation ${result.generation}` };
}
