import { tokenContract } from '../../support/contracts/token-contract.ts';
import { declare } from '../../support/declare.ts';
import { hostBefore } from '../../support/host-daemon/host-before.ts';

const declaration = declare(`
version: 1
engine: { kind: aws, region: us-east-1 }
clients: { desk: { issuer: google, clientId: desk } }
grants: { consent: { client: desk, scopes: [sheets] } }
tokens: { office: { grant: consent } }
hosts: { ops: { kind: external, tokens: [office] } }
`);

tokenContract('on a host', {
  reach: async ({ broker }) => {
    const { daemon, close } = await hostBefore(broker, { declaration, host: 'ops', token: 'office' });
    return { broker: daemon.broker, close };
  },
});
