import { rotateToken } from '../../core/token-rotation/rotate-token.ts';
import { openFunction } from '../shared/open-function.ts';
import { grantOfToken } from './grant-of-token.ts';
import { createRotateHandler } from './handler.ts';

const { clients, deployment, failed } = openFunction();

/** Does one step of a rotation of a token secret, for Secrets Manager. */
export const handler = createRotateHandler({
  deployment: deployment.name,
  failed,
  rotate: async ({ step, token, versionId }) => {
    const grant = await grantOfToken(clients.secretsManager, { deployment: deployment.name, token });
    const context = await (await deployment.grants.open(grant)).context();
    try {
      await rotateToken({ context, labels: deployment.secrets, token, versionId }, step);
    } finally {
      if (step === 'createSecret') await lookNow(grant);
    }
  },
});

/** The next tick tells people what this step found: a grant that it saw die would be looked at an hour later. */
async function lookNow(grant: string): Promise<void> {
  const { ledger, due, ports } = deployment;
  const stored = await ledger.read('grant', grant);
  if (!stored || stored.item.lock) return;
  await due.lookAgain(grant, { revision: stored.revision, at: ports.clock.now() });
}
