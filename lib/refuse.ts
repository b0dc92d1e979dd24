import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';

/**
 * The refusal of a prop. Its text names the prop as the user wrote it, what it was and what is expected; where the
 * construct stands is added.
 */
export function refusal(scope: IConstruct, problem: { prop: string; says: string; remedy: string }): Fault {
  const { prop, says, remedy } = problem;
  return new Fault({
    code: 'PropInvalid',
    message: `${prop}: ${says} (at ${scope.node.path || 'the app'})`,
    remedy,
    exitCode: ExitCode.Configuration,
  });
}

/**
 * Refuses a name that cannot stand in names of queues, functions and topics. A name that is not resolved yet is let
 * through: CloudFormation is asked then.
 */
export function checkName(
  scope: IConstruct,
  { prop, value, most }: { prop: string; value: string; most: number },
): void {
  if (Token.isUnresolved(value)) return;
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value) && value.length <= most) return;
  throw refusal(scope, {
    prop,
    says: `${JSON.stringify(value)} cannot stand in names of AWS; expected letters, digits, "-" and "_", at most ${most}`,
    remedy: `change ${prop}, then: npx cdk synth`,
  });
}
