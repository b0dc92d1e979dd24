import { Lab } from '../lab/lab.ts';
import { GRACE, NEVER } from '../lab/policy.ts';

/** A lab whose state directory saw real use: consents, refreshes, a delivery, an incident, and a consent anew. */
export async function usedState(): Promise<Lab> {
  const lab = await Lab.start({ policies: [GRACE, NEVER] });
  await lab.asBroker(async (broker) => {
    await lab.consentToAll(broker);
    for (let count = 0; count < 3; count += 1)
      for (const { name } of lab.grants) await broker.refresh(name, {});
    const { grant } = lab;
    grant.server.revokeGrant(grant.account);
    await broker.refresh(grant.name, {});
    await lab.consent(broker, grant);
    await broker.refresh(grant.name, {});
  });
  return lab;
}
