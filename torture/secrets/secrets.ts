import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { issuedTokens, SECRETS_IN_FILES, searchFiles, tokensIn } from '../lab/leaks.ts';
import { BLIND, GRACE, NEVER, STRICT } from '../lab/policy.ts';
import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';

/** After real use and every kind of trouble: is any token that was ever issued in a place that is not for secrets? */
export const secrets: Trial = { name: 'secrets', run };

const PROCESSES = 'secrets in arguments and environment of our processes';
const OUTPUT = 'secrets in what our processes print';

async function run({ seed }: TrialOptions): Promise<TrialResult> {
  const tally = new Tally(`npm run torture -- --only secrets --seed ${seed}`);
  const script = await buildCommandLine();
  const lab = await Lab.start({
    policies: [GRACE, NEVER, STRICT, BLIND],
    settings: { accessTokenSeconds: 12 },
  });
  const up = new Evergrant({ lab, script, words: ['up', '--json'] });
  const others: Evergrant[] = [];
  const type = async (...words: readonly string[]) => {
    const command = new Evergrant({ lab, script, words });
    others.push(command);
    for (const text of await procFiles(command.pid))
      tally.look(PROCESSES, tokensIn(text, issuedTokens(lab)) > 0 ? words.join(' ') : undefined);
    await command.ended;
  };
  try {
    await up.answers();
    await lab.consentToAll(lab.running());
    await makeTrouble(lab);
    for (const { name } of lab.grants) await type('refresh', name, '--json');
    await type('status');
    await type('status', '--json');
    await type('check');
    for (const text of await procFiles(up.pid))
      tally.look(PROCESSES, tokensIn(text, issuedTokens(lab)) > 0 ? 'up' : undefined);
    await up.kill();
    const issued = issuedTokens(lab);
    for (const { stdout, stderr } of [up, ...others])
      tally.look(OUTPUT, tokensIn([...stdout, ...stderr].join('\n'), issued) > 0 ? 'output' : undefined);
    const { plain, inSecretFiles } = await searchFiles(lab);
    for (const [path, found] of plain)
      tally.look(SECRETS_IN_FILES, found > 0 ? relative(lab.folder, path) : undefined);
    if (inSecretFiles === 0)
      tally.look(SECRETS_IN_FILES, 'the search finds nothing in the secret files either');
    tally.note(
      SECRETS_IN_FILES,
      `${issued.size} tokens were issued; ${inSecretFiles} places in secret files hold one`,
    );
  } finally {
    await up.kill();
    await lab.close();
  }
  return { name: 'secrets', rows: tally.rows(), failures: tally.failures };
}

/** Answers that hold tokens and cannot be used, consumers that are refused, a grant that is revoked. */
async function makeTrouble(lab: Lab): Promise<void> {
  const broker = lab.running();
  for (const { name, server, account } of lab.grants) {
    for (const fault of TROUBLES) {
      server.faults.add(fault);
      await broker.refresh(name, {});
    }
    server.faults.clear();
    const served = await broker.token(name, { minValidSeconds: 0 });
    const fingerprint = served.kind === 'token' ? served.fingerprint : null;
    await broker.reportRefusal(name, { fingerprint, daemon: 'none', evidence: ['401 Unauthorized'] });
    server.revokeGrant(account);
    await broker.refresh(name, {});
  }
}

const TROUBLES = [
  { kind: 'expiresIn', value: 'soon' },
  { kind: 'status', status: 500, processed: true },
  { kind: 'html', processed: true },
  { kind: 'drop', processed: true },
] as const;

/** What any user of the machine may read of a process. */
async function procFiles(pid: number): Promise<readonly string[]> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
  return [await read('cmdline'), await read('environ')];
}
