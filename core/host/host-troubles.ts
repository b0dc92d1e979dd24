import type { HostStatus } from '../status.ts';

/** Something that is wrong with a host. */
export interface HostTrouble {
  /** `dead`: daemons there have no valid token, or soon none. `endsSoon`: they work until theirs ends. `unproven`: nobody knows. */
  readonly gravity: 'dead' | 'endsSoon' | 'unproven';
  readonly message: string;
  readonly remedy: string;
}

/** What a person must know of a host, the gravest first. What it found out itself is in its `findings`. */
export function hostTroubles(host: HostStatus): readonly HostTrouble[] {
  return [...notDelivered(host), ...silent(host), ...notWell(host), ...stale(host), ...unknown(host)];
}

function notDelivered({ name, deliveries }: HostStatus): readonly HostTrouble[] {
  return deliveries.flatMap(({ sink, error, remedy }) =>
    error === null
      ? []
      : {
          gravity: 'dead',
          message: `sink ${sink}: ${error}`,
          remedy: remedy ?? `evergrant ssh ${name}, then: sudo evergrant-host self-test`,
        },
  );
}

function silent({ name, state, lastReportAt }: HostStatus): readonly HostTrouble[] {
  if (state !== 'silent') return [];
  return [
    {
      gravity: 'endsSoon',
      message: `not heard of since ${lastReportAt}: new tokens may not reach it`,
      remedy: `evergrant audit ${name}; if that is silent too: evergrant ssh ${name}`,
    },
  ];
}

function notWell({ name, selfTest }: HostStatus): readonly HostTrouble[] {
  if (selfTest === null) return [];
  // It stands until somebody tests again.
  const again = `evergrant ssh ${name}, then: sudo evergrant-host self-test`;
  return selfTest.failed.map((check) => ({
    gravity: 'endsSoon',
    message: `self-test ${check.name} failed at ${selfTest.at}: ${check.message}`,
    remedy: check.remedy === null ? again : `${check.remedy}; then test again: ${again}`,
  }));
}

function stale({ deliveries }: HostStatus): readonly HostTrouble[] {
  return deliveries
    .filter(({ adoption }) => adoption === 'stale')
    .map(({ sink, target }) => ({
      gravity: 'endsSoon',
      message: `a consumer of sink ${sink} still uses an older token`,
      remedy: `restart it, or make it read ${target} again before each use`,
    }));
}

function unknown({ name, kind, state }: HostStatus): readonly HostTrouble[] {
  if (state !== 'neverReported') return [];
  return [
    {
      gravity: 'unproven',
      message: 'it is declared and has never reported',
      remedy: kind === 'external' ? `evergrant join ${name}` : firstReportOf(name, kind),
    },
  ];
}

function firstReportOf(name: string, kind: 'ec2' | 'lightsail'): string {
  const collision =
    kind === 'lightsail'
      ? '; if that finds that its instance already exists, one that is not of this stack has the name: take that away, or name the host otherwise'
      : '';
  return `npx cdk deploy --all${collision}; if it is deployed: evergrant ssh ${name}, then: sudo cat /var/log/cloud-init-output.log`;
}
