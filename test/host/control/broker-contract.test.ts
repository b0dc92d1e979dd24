import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBroker } from '../../../host/control/client.ts';
import { serveBroker } from '../../../host/control/server.ts';
import { brokerContract } from '../../support/contracts/broker-contract.ts';

brokerContract('directly', { reach: async (broker) => ({ broker, close: async () => undefined }) });

brokerContract('through the control socket', {
  reach: async (broker) => {
    const directory = await mkdtemp(join(tmpdir(), 'evergrant-control-'));
    const socketPath = join(directory, 'control.sock');
    const server = await serveBroker(broker, { socketPath, unexpected: (error) => console.error(error) });
    return {
      broker: connectBroker(socketPath),
      close: async () => {
        await server.close();
        await rm(directory, { recursive: true });
      },
    };
  },
});
