import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { secretsContract } from '../../support/contracts/secrets-contract.ts';
import { deploySecrets } from '../../support/deploy-secrets.ts';

const start = simulatedAws();

secretsContract('Secrets Manager', async () => (await deploySecrets(await start())).secrets, {
  withoutLabel: 'fades',
});
