import { rotateKeyByStep } from '../../core/signing-key/rotate-by-steps.ts';
import { rotateToken } from '../../core/token-rotation/rotate-token.ts';
import { signingKeyContext } from '../../host/deployment/signing-key-context.ts';
import { openFunction } from '../shared/open-function.ts';
import { grantOfToken } from './grant-of-token.ts';
import { createRotateHandler } from './handler.ts';

const { clients, deployment, failed } = openFunction();
const labels = deployment.secrets;

/** Does one step of a rotation of a token or key secret, for Secrets Manager. */
export const handler = createRotateHandler({
  deployment: deployment.name,
  failed,
  rotate: async ({ step, kind, name, versionId }) => {
    if (kind === 'key') {
      const context = await signingKeyContext(deployment, name);
      return await rotateKeyByStep({ context, labels, versionId }, step);
    }
    const grant = await grantOfToken(clients.secretsManager, { deployment: deployment.name, token: name });
    const context = await (await deployment.grants.open(grant)).context();
    await rotateToken({ context, labels, token: name, versionId }, step);
  },
});
