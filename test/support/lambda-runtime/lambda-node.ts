import { execFileSync } from 'node:child_process';

/** The Node that functions run on: what EVERGRANT_NODE24 names, else the one that runs the tests. */
export interface LambdaNode {
  readonly binary: string;
  /** For titles of tests: `Node v24.21.0`, or that it is not the one of Lambda. */
  readonly title: string;
}

/** @throws Error where EVERGRANT_NODE24 names something else than a Node 24 */
export function lambdaNode(): LambdaNode {
  const named = process.env.EVERGRANT_NODE24;
  if (!named) {
    return { binary: process.execPath, title: `Node ${process.version}, as EVERGRANT_NODE24 names no other` };
  }
  const version = execFileSync(named, ['--version'], { encoding: 'utf8' }).trim();
  if (!version.startsWith('v24.')) throw new Error(`EVERGRANT_NODE24 names a Node ${version}: ${named}`);
  return { binary: named, title: `Node ${version}` };
}
