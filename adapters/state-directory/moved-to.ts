import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import { isRecord } from '../files/sealed-document.ts';

/** Where the grants of a state directory went. */
export interface MovedTo {
  readonly deployment: string;
  readonly account: string;
  readonly region: string;
  /** `moving`: frozen, and not all of them are known to be there. */
  readonly phase: 'moving' | 'moved';
  readonly at: Instant;
  /** The machine that the directory belongs on. */
  readonly machineId: string;
}

/** @returns undefined for what is none */
export function readMovedTo(value: unknown): MovedTo | undefined {
  if (!isRecord(value)) return undefined;
  const { deployment, account, region, phase, at, machineId } = value;
  if (typeof deployment !== 'string' || typeof account !== 'string' || typeof region !== 'string')
    return undefined;
  if (typeof at !== 'number' || typeof machineId !== 'string') return undefined;
  if (phase !== 'moving' && phase !== 'moved') return undefined;
  return { deployment, account, region, phase, at, machineId };
}

/** Why nothing may use a directory whose grants went elsewhere. */
export function stateMoved(directory: string, { deployment, account, region, phase }: MovedTo): Fault {
  const place = `deployment ${deployment} in AWS (account ${account}, ${region})`;
  return new Fault({
    code: 'StateMoved',
    message:
      phase === 'moving'
        ? `${directory} is frozen: its grants are on the way to ${place}, and refreshing here would burn them`
        : `the grants of ${directory} live in ${place}, and refreshing here would burn them`,
    remedy:
      phase === 'moving'
        ? 'finish it: evergrant migrate --to aws --apply; or take it back: evergrant migrate --to aws --cancel'
        : 'use the declaration of that deployment: evergrant status --config FILE',
    exitCode: ExitCode.Failed,
  });
}
