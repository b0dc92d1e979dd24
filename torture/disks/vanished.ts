import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '../../core/fault.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';

/** The directory, or a part of it, is moved away under a running broker, and comes back. */
export async function vanished(tally: Tally): Promise<void> {
  const lab = await Lab.start({ policies: [STRICT] });
  try {
    const { grant } = lab;
    await lab.asBroker(async (broker) => {
      await lab.consent(broker, grant);
      for (const part of ['', 'ledger', 'secrets', 'ledger/grant', 'secrets/grant']) {
        const path = join(lab.stateDirectory, part);
        const before = lab.family(grant).length;
        await rename(path, `${lab.folder}/away`);
        const said = await broker.refresh(grant.name, {}).then(
          (result) => (result.kind === 'unavailable' ? result.remedy : ''),
          (error: unknown) => (isFault(error) ? (error.remedy ?? '') : ''),
        );
        const sent = lab.family(grant).length - before;
        await rename(`${lab.folder}/away`, path);
        tally.look(
          'directory removed under a running broker: nothing is sent, and it says what to do',
          sent === 0 && said !== '' ? undefined : `${part || 'all'}: ${sent} sent, said "${said}"`,
        );
        const after = await broker.refresh(grant.name, {});
        tally.look(
          'directory put back: grants lost',
          after.kind === 'refreshed' ? undefined : `${part || 'all'}: ${JSON.stringify(after)}`,
        );
        if (after.kind !== 'refreshed') await lab.consent(broker, grant);
      }
    });
  } finally {
    await lab.close();
  }
}
