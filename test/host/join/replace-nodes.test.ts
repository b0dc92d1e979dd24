import { CreateActivationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { replaceNodes } from '../../../host/join/replace-nodes.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { tagsOf } from '../../support/declared-fleet.ts';

const start = simulatedAws();
const OLD = 'mi-0000000000000000a';

/** A host with one machine, and an activation for another; `sleep` is what happens while somebody waits. */
async function world() {
  const aws = await start();
  const client = new SSMClient(aws.client());
  const { machines } = aws.services.ssm;
  machines.addNode(OLD, { tags: tagsOf('PC-A'), now: 0 });
  const { ActivationId: id = '', ActivationCode: code = '' } = await client.send(
    new CreateActivationCommand({ IamRole: 'evergrant-jada-host-PC-A', Tags: tagsOf('PC-A') }),
  );
  return {
    machines,
    register: () => machines.register(id, { code, now: Date.now() }),
    replace: (sleep: () => void) => {
      let now = 0;
      const clock = {
        now: () => now,
        sleep: async (span: number) => {
          now += span;
          sleep();
        },
      };
      return replaceNodes(client, { deployment: 'jada', host: 'PC-A', activation: id, clock });
    },
  };
}

describe('the machines that were a host before', () => {
  it('go when the new one speaks, and not when it is only registered', async () => {
    const { machines, register, replace } = await world();
    const fresh = register();
    fresh.ping = 'ConnectionLost';
    const seen: number[] = [];
    const replaced = await replace(() => {
      seen.push(machines.nodes.size);
      fresh.ping = 'Online';
    });
    expect(seen).toEqual([2]);
    expect(replaced).toEqual({ kind: 'replaced', by: fresh.id, deregistered: [OLD] });
    expect([...machines.nodes.keys()]).toEqual([fresh.id]);
  });

  it('stay when the new one has registered and is not heard of in time, which is said', async () => {
    const { machines, register, replace } = await world();
    const fresh = register();
    fresh.ping = 'ConnectionLost';
    expect(await replace(() => {})).toEqual({ kind: 'silent', machine: fresh.id, others: [OLD] });
    expect([...machines.nodes.keys()]).toEqual([OLD, fresh.id]);
  });

  it('stay when no machine registers: the one that ran the script was there before', async () => {
    const { machines, replace } = await world();
    expect(await replace(() => {})).toEqual({ kind: 'same' });
    expect([...machines.nodes.keys()]).toEqual([OLD]);
  });
});
