import { describe, expect, it } from '@jest/globals';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { readGrantDocument } from '../../../core/config/grant-document.ts';
import { GRANT_TAG } from '../../../core/wire.ts';
import { ManagedGrant, type ManagedGrantProps } from '../../../lib/managed-grant/managed-grant.ts';
import { TokenBroker } from '../../../lib/token-broker/token-broker.ts';
import { TokenQueue } from '../../../lib/token-queue/token-queue.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

const DECLARATION = {
  clients: { google: { issuer: 'google', publishingStatus: 'production', credentialsFile: 'gmail.json' } },
  grants: {
    'crew-sheets': { client: 'google', scopes: ['spreadsheets'] },
    mail: { client: 'google', scopes: ['gmail.readonly'] },
  },
  tokens: { sheets: { grant: 'crew-sheets' }, 'sheets-2': { grant: 'crew-sheets' } },
};

function brokerOf(stack: Stack) {
  const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/k');
  return TokenBroker.fromTokenBrokerAttributes(stack, 'Broker', { deployment: 'jada', key });
}

function grantOf(props: Partial<ManagedGrantProps> = {}, stack = oneStack(PLACE)) {
  const grant = new ManagedGrant(stack, 'Grant', {
    broker: brokerOf(stack),
    grantName: 'crew-sheets',
    declaration: DECLARATION,
    ...props,
  });
  return { stack, grant };
}

const roleIn = (stack: Stack) =>
  new Role(stack, 'Host', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

describe('a managed grant', () => {
  it('makes its secrets empty, under the customer key, and keeps them', () => {
    const template = templateOf(grantOf().stack);
    for (const Name of ['grant/crew-sheets', 'token/sheets', 'token/sheets-2']) {
      template.hasResource('AWS::SecretsManager::Secret', {
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          Name: `evergrant/jada/${Name}`,
          KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k',
          SecretString: Match.absent(),
          GenerateSecretString: Match.absent(),
        },
      });
    }
    template.resourceCountIs('AWS::SecretsManager::Secret', 3);
  });

  it('says at each token which grant feeds it, for rotate is told the token alone', () => {
    templateOf(grantOf().stack).hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'evergrant/jada/token/sheets',
      Tags: [{ Key: GRANT_TAG, Value: 'crew-sheets' }],
    });
  });

  it('has a token of its own name where none is declared', () => {
    templateOf(grantOf({ grantName: 'mail' }).stack).hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'evergrant/jada/token/mail',
    });
  });

  it('has each token rotated daily, and not by a deployment', () => {
    const template = templateOf(grantOf().stack);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 2);
    template.allResourcesProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: 'rate(24 hours)' },
      RotateImmediatelyOnUpdate: false,
    });
  });

  it('has them rotated as often as asked', () => {
    const template = templateOf(grantOf({ rotateEvery: Duration.hours(4) }).stack);
    template.allResourcesProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: 'rate(4 hours)' },
    });
  });

  it('tells the functions what is declared of it, and nothing of other grants', () => {
    const [document] = Object.values(templateOf(grantOf().stack).findResources('AWS::SSM::Parameter'));
    expect(document?.Properties.Name).toBe('/evergrant/jada/grant/crew-sheets');
    const { declaration } = readGrantDocument(document?.Properties.Value, 'the parameter');
    expect([...declaration.grants.keys()]).toEqual(['crew-sheets']);
    expect([...declaration.tokens.keys()]).toEqual(['sheets', 'sheets-2']);
  });

  it('has the hosts of a token told, each once', () => {
    const { stack, grant } = grantOf();
    const queue = TokenQueue.fromHost(stack, { deployment: 'jada', host: 'T440' });
    grant.addDelivery(queue, { token: 'sheets' });
    grant.addDelivery(queue, { token: 'sheets' });
    const text = JSON.stringify(templateOf(stack).findResources('AWS::SSM::Parameter'));
    expect(text.split('evergrant-jada-T440')).toHaveLength(2);
    expect(text).not.toContain('sheets-2\\\\\\":[');
  });

  it('lets a host read one token, its version in force, and look at it', () => {
    const { stack, grant } = grantOf();
    grant.grantReadToken(roleIn(stack), 'sheets');
    const arn = { Ref: Match.stringLikeRegexp('Tokensheets[A-F0-9]{8}$') };
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Resource: arn,
            Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
          },
          { Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: arn },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: 'arn:aws:kms:us-east-1:123456789012:key/k',
            Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
          },
        ],
      },
    });
  });

  it('is found from another stack by its attributes', () => {
    const stack = oneStack(PLACE);
    const tokenSecretArns = { sheets: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:sheets-AbCdEf' };
    const grant = ManagedGrant.fromManagedGrantAttributes(stack, 'Grant', {
      grantName: 'crew-sheets',
      tokenSecretArns,
      key: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/k'),
    });
    grant.grantReadToken(roleIn(stack));
    expect(JSON.stringify(templateOf(stack).toJSON())).toContain('secret:sheets-AbCdEf');
  });

  it('takes a Region that is not resolved yet', () => {
    const { stack } = grantOf({}, oneStack());
    expect(JSON.stringify(templateOf(stack).findResources('AWS::SSM::Parameter'))).toContain('AWS::Region');
  });

  it.each<[Partial<ManagedGrantProps>, string]>([
    [
      { grantName: 'crew' },
      'grantName: "crew" is not in declaration.grants; expected one of: crew-sheets, mail (at Test/Grant)',
    ],
    [{ rotateEvery: Duration.hours(3) }, 'rotateEvery: expected whole hours, 4 or more, got 3 hours'],
    [
      { rotateEvery: Duration.minutes(270) },
      'rotateEvery: expected whole hours, 4 or more, got 4 hours 30 minutes',
    ],
    [
      { declaration: { ...DECLARATION, grants: { 'crew-sheets': { client: 'gogle', scopes: ['x'] } } } },
      'declaration: grants.crew-sheets.client: nothing is declared as "gogle"; declared: google',
    ],
    [
      { declaration: { ...DECLARATION, grants: { 'crew-sheets': { client: 'google', scope: ['x'] } } } },
      'declaration: grants.crew-sheets.scope: unknown key; known here: ',
    ],
  ])('refuses %j', (props, message) => {
    expect(() => grantOf(props)).toThrow(message);
  });

  it('refuses a token that it does not have, or none where it has several', () => {
    const { stack, grant } = grantOf();
    const role = roleIn(stack);
    expect(() => grant.grantReadToken(role, 'mail')).toThrow(
      'token: expected one of sheets, sheets-2, got "mail"',
    );
    expect(() => grant.grantReadToken(role)).toThrow('token: expected one of sheets, sheets-2, got none');
  });
});
