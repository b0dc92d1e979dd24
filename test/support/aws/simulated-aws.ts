import { afterEach } from '@jest/globals';
import { type AwsServer, type AwsServerOptions, startAwsServer } from './aws-server.ts';
import { type AwsServices, awsServices } from './aws-services.ts';
import { quietTheSdk } from './quiet-sdk.ts';

export interface SimulatedAws extends AwsServer {
  readonly services: AwsServices;
  /** Options for any SDK client: endpoint, region, credentials of this access key id, no retry. */
  client(principal?: string): {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
}

/** Call once, at the top of a test file: starts servers with all services, which end after each test. */
export function simulatedAws() {
  quietTheSdk();
  const running: AwsServer[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  return async (options: Omit<AwsServerOptions, 'services'> = {}): Promise<SimulatedAws> => {
    const { all, ...services } = awsServices();
    const server = await startAwsServer({ ...options, services: all });
    running.push(server);
    return {
      ...server,
      services,
      client: (principal = 'broker') => ({
        endpoint: server.endpoint,
        region: options.region ?? 'us-east-1',
        credentials: { accessKeyId: principal, secretAccessKey: 'not-verified' },
        maxAttempts: 1,
      }),
    };
  };
}
