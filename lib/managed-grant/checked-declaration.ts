import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { parseDeclaration } from '../../core/config/parse.ts';
import type { ConfigProblem } from '../../core/config/problem.ts';
import { problemText } from '../../core/config/problem-text.ts';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import type { Fault } from '../../core/fault.ts';
import { refusal } from '../refuse.ts';

/**
 * The sections of `evergrant.yaml` as an object: clients, grants, and whatever uses their tokens. What the constructs
 * know themselves (version, deployment, engine) may be left out.
 */
export interface GrantDeclarationInput {
  readonly clients: RawMapping;
  readonly grants: RawMapping;
  readonly tokens?: RawMapping;
  readonly sinks?: RawMapping;
  readonly daemons?: RawMapping;
}

/** A declaration that the core has found valid, complete enough to be cut to one grant. */
export function checkedDeclaration(
  scope: IConstruct,
  { input, deployment }: { input: GrantDeclarationInput; deployment: string },
): RawMapping {
  const { region } = Stack.of(scope);
  const { clients, grants, tokens = {}, sinks = {}, daemons = {} } = input;
  const common = { version: 1, clients, grants, tokens, sinks, daemons };
  // What CloudFormation will fill in is checked as something that it could be.
  const known = {
    deployment: Token.isUnresolved(deployment) ? 'unresolved' : deployment,
    engine: { kind: 'aws', region: Token.isUnresolved(region) ? 'us-east-1' : region },
  };
  const result = parseDeclaration({ ...common, ...known }, NOWHERE);
  if (result.kind === 'invalid') throw declarationRefused(scope, result.problems);
  return { ...common, deployment, engine: { kind: 'aws', region } };
}

/** Paths are for the hosts: here they stay as they were written. */
const NOWHERE = { resolve: (path: string) => path, stateDirectory: () => '' };

/** The refusal of a declaration, with every problem of it. */
export function declarationRefused(scope: IConstruct, problems: readonly ConfigProblem[]): Fault {
  return refusal(scope, {
    prop: 'declaration',
    says: problems.map((problem) => problemText(problem)).join('; '),
    remedy:
      'evergrant check --config FILE shows each with its line, docs/configuration.md has every key; then: npx cdk synth',
  });
}
