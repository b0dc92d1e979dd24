import { hostTagValue } from '../wire.ts';

/** What an activation is for, and which request of CloudFormation made it. Its description says so, for AWS shows no code again. */
export interface ActivationMark {
  readonly deployment: string;
  readonly host: string;
  /** Fingerprint of the text that names the machine: 12 hex digits. */
  readonly machine: string;
  /** `RequestId` of CloudFormation: letters, digits, `_` and `-`, 100 at most. */
  readonly request: string;
}

/** Description of a marked activation: `evergrant jada/ops machine 0a1b2c3d4e5f request 7f0c…`. At most 256 characters. */
export function markText({ deployment, host, machine, request }: ActivationMark): string {
  return `evergrant ${hostTagValue(deployment, host)} machine ${machine} request ${request}`;
}

/** @returns undefined for a description that has no mark, as that of an activation of `evergrant join` */
export function readMark(description: string): ActivationMark | undefined {
  const [, deployment, host, machine, request] = MARK.exec(description) ?? [];
  if (!deployment || !host || !machine || !request) return undefined;
  return { deployment, host, machine, request };
}

const MARK = /^evergrant ([^/\s]+)\/(\S+) machine ([0-9a-f]{12}) request ([\w-]{1,100})$/;
