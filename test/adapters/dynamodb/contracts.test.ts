import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DynamoSpill } from '../../../adapters/dynamodb/dynamo-spill.ts';
import { tableName } from '../../../core/wire.ts';
import { addLedgerTable, ledgerInAws } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { ledgerContract } from '../../support/contracts/ledger-contract.ts';
import { spillContract } from '../../support/contracts/spill-contract.ts';

const start = simulatedAws();

ledgerContract('the ledger in DynamoDB', async () => {
  const aws = await start();
  addLedgerTable(aws, aws.services.kms.addKey());
  return ledgerInAws(aws).ledger;
});

spillContract('the spill in DynamoDB', async () => {
  const aws = await start();
  const key = aws.services.kms.addKey();
  addLedgerTable(aws, key);
  return new DynamoSpill({
    client: new DynamoDBClient(aws.client()),
    kms: new KMSClient(aws.client()),
    table: tableName('jada'),
    keyArn: key.arn,
    deployment: 'jada',
  });
});
