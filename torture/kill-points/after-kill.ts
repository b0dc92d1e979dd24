import { readdir, rm } from 'node:fs/promises';
import type { Broker } from '../../core/broker.ts';
import type { CredentialStatus } from '../../core/status.ts';
import type { MachineBroker } from '../../host/broker/machine-broker.ts';
import type { Lab } from '../lab/lab.ts';
import { savedRefreshTokens } from '../lab/saved-tokens.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';
import type { Flow } from './doomed-run.ts';

/** Starts again after a kill and holds what is found against the issuer's record; leaves a healthy grant behind. */
export async function afterKill(
  lab: Lab,
  at: { flow: Flow; tally: Tally; die: string; last: string },
): Promise<void> {
  const { flow, tally, die, last } = at;
  const { grant } = lab;
  const where = `killed at step ${die}, ${last}`;
  if (!flow.consented) return await afterFirstStart(lab, { tally, where });
  const newest = () => grant.server.record.findLast(({ issued }) => issued.accessToken !== null)?.issued;
  const saved = await savedRefreshTokens(lab.stateDirectory, grant.name);
  const unsaved = newest()?.refreshToken != null && !saved.has(newest()?.refreshToken ?? '');
  await lab.asBroker(async (broker) => {
    const result = await broker.refresh(grant.name, {});
    const found = await stateOf(broker);
    // Nobody knows whether it was sent: one last try just before the token ends decides.
    const { state, fingerprint, incident } = found.state === 'unsettled' ? await lastTry(broker) : found;
    const healthy = state === 'healthy';
    const shown = `${flow.name}, ${grant.policy.words}: ${result.kind}, ${found.state}, ${state}, ${where}`;
    if (grant.policy.losesAnswers && !flow.consents && unsaved) {
      tally.unavoidable(`${flow.name}: ${LOST_BETWEEN}`, !healthy);
      const recognised = state === 'consentRequired' && incident !== null;
      tally.look('such losses recognised, with an incident', recognised ? undefined : shown);
    } else {
      tally.look(`${flow.name}: grants lost`, healthy ? undefined : shown);
    }
    if (!healthy) return void (await lab.consent(broker, grant));
    tally.look(
      'status tells the newest token that was issued',
      fingerprint === newest()?.accessToken ? undefined : shown,
    );
  });
}

/** What a killed first start left must be good enough for the next; then everything goes, and it is a first start again. */
async function afterFirstStart(lab: Lab, { tally, where }: { tally: Tally; where: string }): Promise<void> {
  const wrong = await lab
    .asBroker((broker) => broker.status())
    .then(
      ({ findings }) => findings.map(({ code }) => code).join() || undefined,
      (error: unknown) => String(error),
    );
  tally.look('first starts that a kill spoilt', wrong && `${wrong}, ${where}`);
  for (const name of await readdir(lab.stateDirectory))
    await rm(`${lab.stateDirectory}/${name}`, { recursive: true });
}

const LOST_BETWEEN = 'grants lost between answer received and save returned, without grace';

async function stateOf(broker: Broker): Promise<CredentialStatus> {
  const [credential] = (await broker.status()).credentials;
  if (!credential) throw new Error('status shows no grant');
  return credential;
}

async function lastTry(broker: MachineBroker): Promise<CredentialStatus> {
  broker.start();
  return await until('the last try', async () => {
    const credential = await stateOf(broker);
    const decided = credential.state === 'healthy' || credential.state === 'consentRequired';
    const told = credential.state === 'healthy' || credential.incident !== null;
    return decided && told ? credential : undefined;
  });
}
