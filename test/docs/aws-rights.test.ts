import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type FunctionName,
  functionName,
  hostRoleName,
  secretName,
  tableName,
  topicName,
} from '../../core/wire.ts';
import type { Authoriser } from '../support/deployment/authoriser.ts';
import { secretArn, templateAuthoriser } from '../support/deployment/template-authoriser.ts';
import { HOSTED, standInBundles, synthesizedDeployment } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const role = (name: FunctionName) => `arn:aws:iam::123456789012:role/${functionName('jada', name)}`;
const TABLE = `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName('jada')}`;
const TOPIC = `arn:aws:sns:us-east-1:123456789012:${topicName('jada', 'ops')}`;

const folder = temporaryFolders();
let rights: Authoriser | undefined;
beforeAll(async () => {
  const { templates } = synthesizedDeployment(HOSTED, { code: standInBundles(folder()) });
  const stacks = [...templates].map(([name, template]) => ({ name, template }));
  rights = await templateAuthoriser(stacks);
});

describe('the table of who may do what', () => {
  it.each([
    ['`refresh`', role('refresh')],
    ['`rotate`', role('rotate')],
    ['`notify`', role('notify')],
    ['`web`, which everybody may ask', role('web')],
    ['`activation`', role('activation')],
    ["a host's role", `arn:aws:iam::123456789012:role/${hostRoleName('jada', 'ops')}`],
    ["the scheduler's role", 'arn:aws:iam::123456789012:role/evergrant-jada-tick'],
  ])('says of %s what its policies say', (row, principal) => {
    const may = (action: string, resource: string, context: Readonly<Record<string, string>> = {}) =>
      rights?.decide(principal, { action, resource, context }).kind === 'allowed';
    const secret = (name: Parameters<typeof secretName>[1]) => {
      const arn = secretArn(secretName('jada', name));
      const read = 'secretsmanager:GetSecretValue';
      if (!may(read, arn, { 'secretsmanager:VersionStage': 'AWSCURRENT' })) return '–';
      if (!may(read, arn)) return 'its own, `AWSCURRENT` only';
      return may('secretsmanager:PutSecretValue', arn) ? 'read, write versions' : 'read';
    };
    const write = (key: string) => may('dynamodb:PutItem', TABLE, { 'dynamodb:LeadingKeys': key });
    const ledger = () => {
      if (write('grant#crew-sheets'))
        return may('dynamodb:Query', `${TABLE}/index/due`) ? 'keep, find what is due' : 'keep';
      const read = (key: string) => may('dynamodb:GetItem', TABLE, { 'dynamodb:LeadingKeys': key });
      if (write('host#ops')) return 'its own report';
      if (!read('grant#crew-sheets')) return read('signingKey#gastown') ? 'read items of signing keys' : '–';
      return write('incident#crew-sheets') ? 'read; write incidents' : 'read';
    };
    expect(cellsOf(row).slice(0, 6)).toEqual([
      secret('grant/crew-sheets'),
      secret('client/google'),
      secret('key/gastown'),
      secret('token/sheets'),
      ledger(),
      may('sns:Publish', TOPIC) ? 'yes' : '–',
    ]);
  });
});

/** The cells of a row of the table, behind its first. */
function cellsOf(row: string): readonly string[] {
  const line = readFileSync('docs/aws.md', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`| ${row} |`));
  return (line ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}
