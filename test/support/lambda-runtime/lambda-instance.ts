import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Json } from '../json.ts';
import { lambdaNode } from './lambda-node.ts';
import { type LambdaOutcome, startRuntimeApi } from './runtime-api.ts';

/** What a function is made of. */
export interface LambdaSettings {
  readonly name: string;
  readonly arn: string;
  /** Path of the bundle, an ES module that exports `handler`. */
  readonly bundle: string;
  /** What the template declares, and nothing of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** In seconds of the real clock; the instance is killed after it. */
  readonly timeoutSeconds: number;
  /** Where the SDK's clients send everything. */
  readonly awsEndpoint: string;
  readonly region: string;
  /** ARN of its role; it becomes the access key id, by which the simulator knows who calls. */
  readonly role: string;
}

/** One process that runs a function. */
export interface LambdaInstance {
  readonly alive: boolean;
  readonly busy: boolean;
  /** Everything on stdout so far. */
  readonly lines: readonly string[];
  invoke(event: Json): Promise<LambdaOutcome>;
  /** SIGKILL, at once; what it is doing ends as `died`. */
  kill(): void;
}

export async function startLambdaInstance(settings: LambdaSettings): Promise<LambdaInstance> {
  const api = await startRuntimeApi();
  const child = spawn(lambdaNode().binary, [CLIENT, settings.bundle], {
    env: { ...settings.environment, ...runtimeEnvironment(settings), AWS_LAMBDA_RUNTIME_API: api.address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let [alive, busy] = [true, false];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.on('close', (code, signal) => {
    alive = false;
    api.end({ kind: 'died', code, signal });
    api.stop();
  });
  return {
    get alive() {
      return alive;
    },
    get busy() {
      return busy;
    },
    lines,
    async invoke(event) {
      busy = true;
      const timeout = setTimeout(() => {
        api.end({ kind: 'timedOut' });
        child.kill('SIGKILL');
      }, settings.timeoutSeconds * 1000);
      const deadline = Date.now() + settings.timeoutSeconds * 1000;
      const outcome = await api.invoke(event, { deadline, functionArn: settings.arn });
      clearTimeout(timeout);
      busy = false;
      return outcome;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const CLIENT = fileURLToPath(new URL('runtime-client.mjs', import.meta.url));

function runtimeEnvironment({ name, region, role, awsEndpoint }: LambdaSettings): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ACCESS_KEY_ID: role,
    AWS_SECRET_ACCESS_KEY: 'not-verified',
    AWS_SESSION_TOKEN: 'not-verified',
    AWS_EC2_METADATA_DISABLED: 'true',
    TZ: ':UTC',
  };
}
