import { ledgerContract } from '../contracts/ledger-contract.ts';
import { secretsContract } from '../contracts/secrets-contract.ts';
import { spillContract } from '../contracts/spill-contract.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemorySecrets } from './memory-secrets.ts';
import { MemorySpill } from './memory-spill.ts';

ledgerContract('the ledger in memory', async () => new MemoryLedger());
secretsContract('the secret store in memory', async () => new MemorySecrets());
spillContract('the spill in memory', async () => new MemorySpill());
