import { Lab, type LabGrant } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';
import { SmallDisk } from './small-disk.ts';

/** A trouble of the disk, and its end. */
interface Trouble {
  readonly name: string;
  begin(disk: SmallDisk): Promise<void>;
  end(disk: SmallDisk): Promise<void>;
}

const TROUBLES: readonly Trouble[] = [
  { name: 'full disk', begin: (disk) => disk.fill(), end: (disk) => disk.makeRoom() },
  { name: 'read-only disk', begin: (disk) => disk.remount('ro'), end: (disk) => disk.remount('rw') },
];

/**
 * The disk fills, or becomes read-only, before an exchange and in the middle of one. The issuer rotates without grace:
 * an answer that is lost is the grant lost.
 * @returns why it was skipped, where nothing can be mounted
 */
export async function fullAndReadOnly(tally: Tally): Promise<string | undefined> {
  for (const trouble of TROUBLES) {
    const lab = await Lab.start({ policies: [STRICT] });
    const disk = await SmallDisk.mount(lab.stateDirectory);
    try {
      if (!(disk instanceof SmallDisk)) return disk.reason;
      await beforeExchange(lab, { disk, trouble, tally });
      await amidExchange(lab, { disk, trouble, tally });
    } finally {
      if (disk instanceof SmallDisk) await disk.unmount();
      await lab.close();
    }
  }
  return undefined;
}

interface Scene {
  readonly disk: SmallDisk;
  readonly trouble: Trouble;
  readonly tally: Tally;
}

async function beforeExchange(lab: Lab, { disk, trouble, tally }: Scene): Promise<void> {
  const { grant } = lab;
  await lab.asBroker(async (broker) => {
    await lab.consent(broker, grant);
    await trouble.begin(disk);
    const result = await broker.refresh(grant.name, {}).then(
      (refreshed) => refreshed.kind,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const served = await broker.token(grant.name, { minValidSeconds: 1 });
    const sent = lab.family(grant).length - 1;
    const well = sent === 0 && result !== 'refreshed' && served.kind === 'token';
    tally.look(
      `${trouble.name} before an exchange: nothing is sent, the token in force is served`,
      well ? undefined : `${result}, ${sent} sent, ${served.kind}`,
    );
    await trouble.end(disk);
  });
  await refreshes(lab, { grant, tally, what: `${trouble.name}: grants lost` });
}

/** Begins while the issuer works on its answer, and ends when the broker said that it cannot save it, or did save it. */
async function amidExchange(lab: Lab, { disk, trouble, tally }: Scene): Promise<void> {
  const { grant } = lab;
  await lab.asBroker(async (broker) => {
    const before = lab.family(grant).length;
    grant.server.faults.add({ kind: 'delay', milliseconds: 300, processed: true });
    const asked = broker.refresh(grant.name, {}).then(
      (refreshed) => refreshed.kind,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    await until('the issuer to work', () => lab.family(grant)[before]);
    await trouble.begin(disk);
    const held = new AbortController();
    const told = (async () => {
      for await (const event of broker.events({ recent: 50, signal: held.signal }))
        if (event.reason === 'HeldInMemory') return;
    })();
    await Promise.race([asked, told]);
    await trouble.end(disk);
    await asked;
    held.abort();
  });
  await refreshes(lab, { grant, tally, what: `${trouble.name} in the middle of an exchange: grants lost` });
}

/** After the trouble, by a broker that starts anew. */
async function refreshes(
  lab: Lab,
  { grant, tally, what }: { grant: LabGrant; tally: Tally; what: string },
): Promise<void> {
  const result = await lab.asBroker((broker) => broker.refresh(grant.name, {}));
  tally.look(what, result.kind === 'refreshed' ? undefined : JSON.stringify(result));
}
