import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SecretText } from '../../core/secret-text.ts';
import { makeDrillFolder, removeDrillFolder } from '../../drill/drill-folder.ts';
import { findSecrets } from '../../drill/find-secrets.ts';

describe('the search for secrets', () => {
  it('finds one in logs, alerts and ledger, and passes over the store and the sink', async () => {
    const folder = await makeDrillFolder();
    try {
      mkdirSync(join(folder.stateDirectory, 'secrets'), { recursive: true });
      mkdirSync(join(folder.stateDirectory, 'ledger'));
      const token = 'Kc9-5xQ_secret-of-the-test';
      for (const path of [
        join(folder.stateDirectory, 'secrets', 'grant'),
        folder.tokenFile,
        join(folder.stateDirectory, 'ledger', 'grant'),
        folder.alertsFile,
        join(folder.logs, 'run.log'),
      ]) {
        writeFileSync(path, `before ${token} after`);
      }
      writeFileSync(join(folder.logs, 'up.log'), 'nothing to see');
      const found = await findSecrets(folder, [new SecretText('another'), new SecretText(token)]);
      expect({ ...found, leaks: [...found.leaks].sort() }).toEqual({
        secrets: 2,
        files: 4,
        leaks: ['alerts.jsonl', 'logs/run.log', 'state/ledger/grant'],
      });
    } finally {
      await removeDrillFolder(folder);
    }
  });
});
