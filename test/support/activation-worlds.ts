import { afterEach, beforeAll, expect } from '@jest/globals';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ActivationFunction } from '../../lib/host-activation/activation-function.ts';
import type { AwsServerOptions } from './aws/aws-server.ts';
import { simulatedAws } from './aws/simulated-aws.ts';
import { type DeployedApp, deployApp } from './deployed-app.ts';
import { httpListeners } from './http-listener.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import { lambdaBundles } from './lambda-bundles.ts';
import { oneStack, PLACE, templateOf } from './one-stack.ts';
import { type RequestPlan, resourceRequest } from './resource-request.ts';
import { temporaryFolders } from './temporary-folder.ts';

/** Part of the address where CloudFormation waits for answers. By it anybody could answer. */
export const SIGNATURE = 'X-Amz-Signature=0123456789abcdef';

export interface ActivationWorldOptions {
  /** What goes wrong with calls of the function. @default nothing */
  readonly fault?: AwsServerOptions['fault'];
  /** Time of the function, in seconds. @default what its stack says */
  readonly timeoutSeconds?: number;
}

/**
 * Call once, at the top of a test file: deployments of function `activation`, its bundle, with the rights that its stack
 * gives it, and a server in place of CloudFormation that takes its answers. There is the role of host `ops`.
 */
export function activationWorlds() {
  const start = simulatedAws();
  const listen = httpListeners();
  const folder = temporaryFolders();
  const running: DeployedApp[] = [];
  let bundles = '';
  let template = '';
  beforeAll(async () => {
    bundles = await lambdaBundles(folder());
    const stack = oneStack(PLACE);
    const key = new Key(stack, 'Key');
    new ActivationFunction(stack, 'Activation', { deployment: 'jada', key, code: bundles });
    template = JSON.stringify(templateOf(stack).toJSON());
  }, 120_000);
  afterEach(() => {
    for (const app of running.splice(0)) app.stop();
  });

  return async ({ fault, timeoutSeconds }: ActivationWorldOptions = {}) => {
    const text =
      timeoutSeconds === undefined
        ? template
        : template.replace(/"Timeout":\d+/, `"Timeout":${timeoutSeconds}`);
    const stacks = [{ name: 'Test', template: parseJson(text) ?? null }];
    const app = await deployApp({ stacks, bundles, start, ...(fault && { fault }) });
    running.push(app);
    const { machines } = app.aws.services.ssm;
    machines.roles.add('evergrant-jada-host-ops');
    const { origin, heard } = await listen((_, response) => void response.end());
    const answers = () => heard.map(({ body }) => parseJson(body) ?? null).filter(isJsonObject);
    return {
      app,
      machines,
      bundles,
      answers,
      /** Of activations, oldest first. */
      ids: () => [...machines.activations.keys()],
      /** Of registered machines. */
      nodes: () => [...machines.nodes.keys()],
      log: () => app.function('activation').runtime.lines.join('\n'),
      /** @returns what the function answered */
      ask: async (plan: Omit<RequestPlan, 'url'>) => {
        const url = `${origin}/answer?${SIGNATURE}`;
        const outcome = await app.invoke('activation', resourceRequest({ ...plan, url }));
        expect(outcome).toMatchObject({ kind: 'returned' });
        return answered(answers().at(-1));
      },
    };
  };
}

function answered(answer: JsonObject | undefined) {
  const data = answer?.Data ?? null;
  const { ActivationId, ActivationCode } = isJsonObject(data) ? data : {};
  return {
    status: answer?.Status,
    reason: String(answer?.Reason ?? ''),
    id: String(answer?.PhysicalResourceId),
    attribute: String(ActivationId),
    code: String(ActivationCode),
  };
}
