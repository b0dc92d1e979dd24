import type { SSMClient } from '@aws-sdk/client-ssm';
import { markText } from '../../core/host/activation-mark.ts';
import type { Activations } from '../../core/host/activations.ts';
import { deleteActivation, hostActivations } from './activations.ts';
import { createActivation } from './create-activation.ts';
import { deregisterNode } from './deregister-node.ts';
import { nodesOfActivation } from './managed-nodes.ts';

/** The activations of one deployment in Systems Manager. The client must not repeat calls: `make` makes two then. */
export function systemActivations(client: SSMClient, deployment: string): Activations {
  return {
    list: (host) => hostActivations(client, { deployment, host }),
    make: ({ mark, expiresAt }) =>
      createActivation(client, { deployment, host: mark.host, expiresAt, description: markText(mark) }),
    machinesOf: async (id) => (await nodesOfActivation(client, id)).map((node) => node.id),
    deregister: (machine) => deregisterNode(client, machine),
    delete: (id) => deleteActivation(client, id),
  };
}
