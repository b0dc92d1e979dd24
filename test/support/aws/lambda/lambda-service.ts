import { z } from 'zod';
import { type Json, parseJson } from '../../json.ts';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, type AwsService, awsAction } from '../aws-service.ts';
import { RestAnswer } from '../protocols/rest.ts';

/** What a function makes of an event. What it throws is a function error. */
export type Handler = (event: Json) => Promise<unknown>;

/** Lambda: functions that run inside the test, invoked by name for an answer. */
export class LambdaService implements AwsService {
  readonly name = 'lambda';
  readonly protocol = { kind: 'rest' } as const;
  readonly functions = new Map<string, Handler>();

  readonly actions = {
    Invoke: awsAction({
      http: {
        method: 'POST',
        path: '/2015-03-31/functions/{FunctionName}/invocations',
        payload: 'Payload',
      },
      input: z.strictObject({ FunctionName: z.string(), Payload: z.string() }),
      permissions: ({ FunctionName }, call) => [
        { action: 'lambda:InvokeFunction', resource: arnOf(FunctionName, call) },
      ],
      run: async ({ FunctionName, Payload }) => {
        const handler = this.#function(FunctionName);
        const event = parseJson(Buffer.from(Payload, 'base64').toString()) ?? null;
        try {
          return answer({}, await handler(event));
        } catch (error) {
          const errorType = error instanceof Error ? error.name : 'Error';
          return answer({ 'x-amz-function-error': 'Unhandled' }, { errorType, errorMessage: 'it threw' });
        }
      },
    }),

    GetFunctionConfiguration: awsAction({
      http: { method: 'GET', path: '/2015-03-31/functions/{FunctionName}/configuration' },
      input: z.strictObject({ FunctionName: z.string() }),
      permissions: ({ FunctionName }, call) => [{ resource: arnOf(FunctionName, call) }],
      run: ({ FunctionName }) => {
        this.#function(FunctionName);
        return { FunctionName };
      },
    }),
  };

  #function(name: string): Handler {
    const handler = this.functions.get(name);
    if (handler) return handler;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 });
  }
}

function answer(headers: Readonly<Record<string, string>>, body: unknown): RestAnswer {
  return new RestAnswer({
    status: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body ?? null),
  });
}

function arnOf(name: string, { region, account }: AwsCall): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}
