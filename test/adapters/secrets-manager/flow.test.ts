import { describe, expect, it } from '@jest/globals';
import type { GrantContext } from '../../../core/grant/context.ts';
import { readGrant } from '../../../core/ledger/update.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { MINUTE } from '../../../core/time.ts';
import { type SimulatedAws, simulatedAws } from '../../support/aws/simulated-aws.ts';
import { deploySecrets } from '../../support/deploy-secrets.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const start = simulatedAws();
const TICK = { kind: 'tick' } as const;

describe('the flows over Secrets Manager', () => {
  it('put consent and refreshes in force, in four writes each, and leave nothing to grow', async () => {
    const { aws, world, context } = await inAws();
    await world.consent(context);
    for (let generation = 2; generation <= 6; generation += 1) {
      world.clock.advance(41 * MINUTE);
      const before = aws.calls.length;
      expect(await refresh(context, TICK)).toEqual({ kind: 'refreshed', generation });
      expect(writes(aws, before)).toEqual([
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ]);
    }
    const { settled, superseded, orphans } = await world.state();
    const { secrets } = context.ports;
    expect(await secrets.labelled('grant/crew', 'AWSCURRENT')).toBe(settled?.grantVersionId);
    expect(await secrets.labelled('token/sheets', 'AWSCURRENT')).toBe(settled?.tokenVersionId);
    expect(superseded.length).toBeLessThanOrEqual(1);
    expect(orphans).toEqual([]);
  });

  it('wait for a store that lags, and take no older value', async () => {
    const { aws, world, context } = await inAws();
    aws.services.secretsManager.vault.lag = 3;
    await world.consent(context);
    for (const generation of [2, 3]) {
      world.clock.advance(41 * MINUTE);
      expect(await refresh(context, TICK)).toEqual({ kind: 'refreshed', generation });
    }
    expect(world.issuer.requests).toHaveLength(2);
  });

  it('send nothing while the key is disabled, and go on when it is enabled', async () => {
    const { aws, world, context, key } = await inAws();
    await world.consent(context);
    world.clock.advance(41 * MINUTE);
    key.state = 'Disabled';
    const outcome = await refresh(context, TICK);
    expect(outcome.kind).not.toBe('refreshed');
    expect(world.issuer.requests).toHaveLength(0);
    key.state = 'Enabled';
    world.clock.advance(10 * MINUTE);
    expect(await refresh(context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(aws.calls.some(({ failure }) => failure === 'DisabledException')).toBe(true);
  });

  it('put a first consent in force although an earlier one was cut short after AWS made it current', async () => {
    const { world, context } = await inAws();
    const { secrets } = context.ports;
    const dying: GrantContext = {
      ...context,
      ports: {
        ...context.ports,
        ledger: {
          read: (kind, id) => context.ports.ledger.read(kind, id),
          lastGood: (grant) => context.ports.ledger.lastGood(grant),
          replace: async () => {
            throw new Error('killed');
          },
        },
      },
    };
    await expect(world.consent(dying)).rejects.toThrow('killed');
    const cutShort = await secrets.labelled('grant/crew', 'AWSCURRENT');
    expect(cutShort).toBeDefined();
    await world.consent(context);
    const { settled, orphans } = await readGrant(context.ports.ledger, 'crew');
    expect(await secrets.labelled('grant/crew', 'AWSCURRENT')).toBe(settled?.grantVersionId);
    expect(orphans).toEqual([cutShort]);
    expect(await secrets.versions('grant/crew')).toContain(cutShort);
  });
});

async function inAws() {
  const world: FlowWorld = flowWorld();
  const aws = await start({ now: () => world.clock.now() });
  const { secrets, key } = await deploySecrets(aws, world.clock);
  const context: GrantContext = { ...world.context, ports: { ...world.context.ports, secrets } };
  return { aws, world, context, key };
}

function writes(aws: SimulatedAws, from: number): readonly string[] {
  return aws.calls.slice(from).flatMap(({ action }) => (/:(Put|Update)/.test(action) ? [action] : []));
}
