import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsServer, startAwsServer } from '../aws-server.ts';
import { type AwsService, awsAction } from '../aws-service.ts';
import { RestAnswer } from './rest.ts';

let server: AwsServer;
afterEach(() => server.stop());

describe('REST-JSON', () => {
  it('takes members from path, headers and a body that is no JSON members, and answers with bytes', async () => {
    const lambda = await lambdaClient();
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: 'echo',
        InvocationType: 'RequestResponse',
        Payload: Buffer.from('"ping"'),
      }),
    );
    expect(answer.StatusCode).toBe(200);
    expect(answer.Payload?.transformToString()).toBe('RequestResponse of echo: "ping"');
  });

  it('refuses in the shape of the typed exceptions, and names a header that it does not know', async () => {
    const lambda = await lambdaClient();
    const nobody = lambda.send(new InvokeCommand({ FunctionName: 'nobody' }));
    await expect(nobody).rejects.toBeInstanceOf(ResourceNotFoundException);
    const logs = lambda.send(new InvokeCommand({ FunctionName: 'echo', LogType: 'Tail' }));
    await expect(logs).rejects.toMatchObject({
      name: 'NotSimulated',
      message: 'the simulator does not know x-amz-log-type of lambda:Invoke',
    });
  });

  it('takes members from a JSON body', async () => {
    const schedules: unknown[] = [];
    server = await startAwsServer({ services: [scheduler(schedules)] });
    const client = new SchedulerClient(settings());
    const schedule = { Name: 'tick', ScheduleExpression: 'rate(1 minute)' };
    const answer = await client.send(
      new CreateScheduleCommand({
        ...schedule,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: 'arn:f', RoleArn: 'arn:r' },
        ClientToken: 'once',
      }),
    );
    expect(answer.ScheduleArn).toBe('arn:tick');
    expect(schedules).toMatchObject([schedule]);
  });
});

async function lambdaClient(): Promise<LambdaClient> {
  server = await startAwsServer({ services: [lambdaService] });
  return new LambdaClient(settings());
}

function settings() {
  return {
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'mateo', secretAccessKey: 'not-verified' },
    maxAttempts: 1,
  };
}

const lambdaService: AwsService = {
  name: 'lambda',
  protocol: { kind: 'rest' },
  actions: {
    Invoke: awsAction({
      http: {
        method: 'POST',
        path: '/2015-03-31/functions/{FunctionName}/invocations',
        payload: 'Payload',
        headers: { 'x-amz-invocation-type': 'InvocationType' },
      },
      input: z.strictObject({
        FunctionName: z.string(),
        InvocationType: z.literal('RequestResponse').optional(),
        Payload: z.base64(),
      }),
      run: ({ FunctionName, InvocationType, Payload }) => {
        if (FunctionName !== 'echo')
          throw new AwsError('ResourceNotFoundException', FunctionName, { status: 404 });
        const body = `${InvocationType} of ${FunctionName}: ${Buffer.from(Payload, 'base64').toString()}`;
        return new RestAnswer({ status: 200, headers: {}, body });
      },
    }),
  },
};

function scheduler(schedules: unknown[]): AwsService {
  return {
    name: 'scheduler',
    protocol: { kind: 'rest' },
    actions: {
      CreateSchedule: awsAction({
        http: { method: 'POST', path: '/schedules/{Name}' },
        input: z.strictObject({
          Name: z.string(),
          ScheduleExpression: z.string(),
          FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
          Target: z.strictObject({ Arn: z.string(), RoleArn: z.string() }),
          ClientToken: z.string(),
        }),
        run: (input) => {
          schedules.push(input);
          return { ScheduleArn: `arn:${input.Name}` };
        },
      }),
    },
  };
}
