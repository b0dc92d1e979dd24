import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export function proveRefusedLabelMove(client: SecretsManagerClient, secretId: string): Promise<string>;
