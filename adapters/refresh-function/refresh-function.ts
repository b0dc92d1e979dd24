import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { RefreshResult } from '../../core/broker.ts';
import { isMapping } from '../../core/config/raw-tree.ts';
import { Fault } from '../../core/fault.ts';
import { type FunctionName, functionLogGroup, functionName } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { readRefreshResult } from './read-refresh-result.ts';

/** What the function `refresh` is asked for; the events of lambda/refresh/read-event.ts. */
export type RefreshRequest =
  /** Another token than the one with this fingerprint, which a resource refused; null: whatever the one in force. */
  | { readonly evergrant: 'refresh'; readonly credential: string; readonly unlessFingerprint: string | null }
  /** A token that lives as long; one refresh for all who ask. */
  | { readonly evergrant: 'refresh'; readonly credential: string; readonly minValidSeconds: number }
  | {
      readonly evergrant: 'refused';
      readonly credential: string;
      readonly daemon: string;
      readonly fingerprint: string | null;
      /** Redacted lines of its log. */
      readonly evidence: readonly string[];
    };

/** Asks the function `refresh`. */
export type AskRefresh = (request: RefreshRequest) => Promise<RefreshResult>;

export interface RefreshFunctionOptions {
  /** Without retries: a request that is repeated blindly may be a second refresh. */
  readonly client: LambdaClient;
  readonly deployment: string;
}

/** The function of a deployment that refreshes, asked with the caller's own credentials. No token passes through it. */
export class RefreshFunction {
  readonly #options: RefreshFunctionOptions;

  constructor(options: RefreshFunctionOptions) {
    this.#options = options;
  }

  /**
   * What came of a request. An issuer's refusal is a result.
   * @throws Fault `FunctionFailed` that names the log group, and the faults of AWS with the function's name
   */
  async ask(request: RefreshRequest): Promise<RefreshResult> {
    const { client, deployment } = this.#options;
    const name = functionName(deployment, FUNCTION);
    const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) });
    const answer = await client.send(command).catch((error: unknown) => {
      throw awsFault(error, { resource: `function ${name}`, action: 'lambda:InvokeFunction' });
    });
    const result = answer.FunctionError === undefined ? readRefreshResult(parsed(answer.Payload)) : undefined;
    if (result) return result;
    throw failed(name, functionLogGroup(deployment, FUNCTION));
  }
}

const FUNCTION: FunctionName = 'refresh';

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the function printed may quote anything, so it is read where it lies and not shown here. */
function failed(name: string, logGroup: string): Fault {
  return new Fault({
    code: 'FunctionFailed',
    message: `function ${name} ended without an answer`,
    remedy: `see why: aws logs tail ${logGroup} --since 5m`,
    retryable: true,
  });
}
