import { type Check, type Finding, finding, type Stated } from '../finding.ts';
import type { GrantSituation, SinkSituation } from '../situation.ts';

/** Can tokens be put into every sink of the grant? */
export const sinksWritable: Check<Pick<GrantSituation, 'grant' | 'sinks'>> = ({ grant, sinks }) =>
  sinks.map((sink) => writableFinding(sink, grant));

/** Does every sink hold the token in force? */
export const sinksCurrent: Check<GrantSituation> = ({ grant, ledger, sinks }) => {
  if (ledger.kind === 'unread') return [];
  const { fingerprint } = ledger.state;
  return fingerprint === null ? [] : currentFindings(sinks, { grant, inForce: fingerprint });
};

/** Does each sink hold the token of this fingerprint? */
export function currentFindings(
  sinks: readonly SinkSituation[],
  at: { grant: string; inForce: string },
): readonly Finding[] {
  return sinks.map((sink) => currentFinding(sink, at));
}

function currentFinding(
  { sink, target, content }: SinkSituation,
  { grant, inForce }: { grant: string; inForce: string },
): Finding {
  const say = (stated: Omit<Stated, 'name' | 'grant'>) =>
    finding({ name: `sink ${sink} current`, grant, ...stated });
  const remedy = `evergrant status ${grant} says why; evergrant up writes it again`;
  switch (content.kind) {
    case 'unread':
      return say({ outcome: 'unproven', ...content.trouble });
    case 'missing':
      return say({ outcome: 'failed', reason: 'SinkMissing', message: `there is no file ${target}`, remedy });
    case 'foreign':
      return say({
        outcome: 'failed',
        reason: 'SinkForeign',
        message: `${target} holds something that this sink did not write`,
        remedy,
      });
    case 'token':
      return content.fingerprint === inForce
        ? say({
            outcome: 'good',
            reason: 'SinkCurrent',
            message: `${target} holds the token in force (${inForce})`,
          })
        : say({
            outcome: 'failed',
            reason: 'SinkBehind',
            message: `${target} holds the token ${content.fingerprint}, and ${inForce} is in force`,
            remedy,
          });
  }
}

function writableFinding({ sink, target, writable }: SinkSituation, grant: string): Finding {
  const say = (stated: Omit<Stated, 'name' | 'grant'>) =>
    finding({ name: `sink ${sink} writable`, grant, ...stated });
  switch (writable.kind) {
    case 'yes':
      return say({ outcome: 'good', reason: 'SinkWritable', message: `a token can be put into ${target}` });
    case 'no':
      return say({ outcome: 'failed', ...writable.trouble });
    case 'unknown':
      return say({
        outcome: 'unproven',
        reason: 'NotTheBrokersUser',
        message: `whether the broker may write ${target} can be told only as the broker's own user`,
        remedy: "run evergrant preflight as the broker's user",
      });
  }
}
