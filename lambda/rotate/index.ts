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
    await rotateToken({ context, labels: deployment.secrets, token, versionId }, step);
  },
});
