import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../json.ts';
import { evaluate } from './evaluate.ts';
import type { IamRequest, Principal } from './iam-request.ts';
import { readPolicy } from './policy-document.ts';

/**
 * Vectors from the rules of the IAM User Guide, pages reference_policies_evaluation-logic,
 * reference_policies_elements_condition_operators, reference_policies_condition-single-vs-multi-valued-context-keys and
 * reference_policies_variables, and of the KMS Developer Guide, page key-policies.
 */
const ACCOUNT = '111122223333';
const ROLE: Principal = { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/refresh`, account: ACCOUNT };
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:crew-AbCdEf`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;

const policy = (...statements: JsonObject[]) =>
  readPolicy('test', {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });

const read = { Action: 'secretsmanager:GetSecretValue', Resource: SECRET };
const named = (principal: Json, statement: JsonObject = {}) => ({
  ...read,
  Principal: principal,
  ...statement,
});
const nothing = { Action: 'sns:Publish', Resource: '*' };

const request = (changes: Partial<IamRequest> = {}): IamRequest => ({
  principal: ROLE,
  action: 'secretsmanager:GetSecretValue',
  resource: SECRET,
  context: {},
  ...changes,
});

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/refresh`;
const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;

describe('the decision of IAM', () => {
  it('denies what nothing allows', () => {
    expect(evaluate(request(), { identity: [policy(nothing)] })).toMatchObject({
      kind: 'denied',
      explicit: false,
    });
  });

  it.each<[string, Parameters<typeof evaluate>[1], 'allowed' | 'denied']>([
    ['an allow of the identity', { identity: [policy(read)] }, 'allowed'],
    ['an allow of the resource', { identity: [], resource: policy(named({ AWS: ROLE_ARN })) }, 'allowed'],
    ['an allow of the resource for everybody', { identity: [], resource: policy(named('*')) }, 'allowed'],
    [
      'an allow of the resource for the account only',
      { identity: [], resource: policy(named({ AWS: ROOT_ARN })) },
      'denied',
    ],
    [
      'a deny of the identity beside an allow',
      { identity: [policy(read), policy({ ...read, Effect: 'Deny' })] },
      'denied',
    ],
    [
      'a deny of the resource',
      { identity: [policy(read)], resource: policy(named('*', { Effect: 'Deny' })) },
      'denied',
    ],
    [
      'a deny for another role',
      { identity: [policy(read)], resource: policy(named({ AWS: `${ROLE_ARN}2` }, { Effect: 'Deny' })) },
      'allowed',
    ],
    ['a boundary that allows it, too', { identity: [policy(read)], boundary: policy(read) }, 'allowed'],
    ['a boundary that does not', { identity: [policy(read)], boundary: policy(nothing) }, 'denied'],
    ['a boundary alone', { identity: [], boundary: policy(read) }, 'denied'],
    [
      'a boundary against an allow of the resource for the role',
      { identity: [], boundary: policy(nothing), resource: policy(named({ AWS: ROLE_ARN })) },
      'denied',
    ],
    [
      'NotAction of another action',
      { identity: [policy({ NotAction: 'secretsmanager:Put*', Resource: '*' })] },
      'allowed',
    ],
    [
      'NotAction of this one',
      { identity: [policy({ NotAction: 'secretsmanager:Get*', Resource: '*' })] },
      'denied',
    ],
    ['NotResource of this one', { identity: [policy({ Action: '*', NotResource: SECRET })] }, 'denied'],
    [
      'an action in another case',
      { identity: [policy({ Action: 'SecretsManager:getsecret*', Resource: '*' })] },
      'allowed',
    ],
    [
      'a resource in another case',
      { identity: [policy({ ...read, Resource: SECRET.toUpperCase() })] },
      'denied',
    ],
    [
      'one character for each ?',
      { identity: [policy({ ...read, Resource: `${SECRET.slice(0, -6)}??????` })] },
      'allowed',
    ],
  ])('with %s', (_, policies, expected) => {
    expect(evaluate(request(), policies).kind).toBe(expected);
  });

  it('needs both sides for a resource of another account', () => {
    const foreign = request({ resource: SECRET.replace(ACCOUNT, '444455556666') });
    const identity = [policy({ ...read, Resource: '*' })];
    const resource = policy({ ...named({ AWS: ROLE_ARN }), Resource: '*' });
    expect(evaluate(foreign, { identity }).kind).toBe('denied');
    expect(evaluate(foreign, { identity: [], resource }).kind).toBe('denied');
    expect(evaluate(foreign, { identity, resource }).kind).toBe('allowed');
  });

  it('lets a key policy decide about a key', () => {
    const decrypt = { Action: 'kms:Decrypt', Resource: '*' };
    const call = request({ action: 'kms:Decrypt', resource: KEY });
    const identity = [policy({ ...decrypt, Resource: KEY })];
    const root = policy({ ...decrypt, Principal: { AWS: ROOT_ARN } });
    const role = policy({ ...decrypt, Principal: { AWS: ROLE_ARN } });
    expect(evaluate(call, { identity, resource: root }).kind).toBe('allowed');
    expect(evaluate(call, { identity: [], resource: root }).kind).toBe('denied');
    expect(evaluate(call, { identity: [], resource: role }).kind).toBe('allowed');
    expect(evaluate(call, { identity, resource: policy({ ...nothing, Principal: '*' }) }).kind).toBe(
      'denied',
    );
    expect(() => evaluate(call, { identity })).toThrow(/without the policy of/);
  });

  it('lets a service in by the policy of the resource alone', () => {
    const service = request({
      principal: { kind: 'service', name: 'cloudwatch.amazonaws.com' },
      context: { 'aws:SourceAccount': ACCOUNT },
    });
    const condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
    const allow = policy(named({ Service: 'cloudwatch.amazonaws.com' }, { Condition: condition }));
    expect(evaluate(service, { identity: [], resource: allow }).kind).toBe('allowed');
    expect(evaluate({ ...service, context: {} }, { identity: [], resource: allow }).kind).toBe('denied');
    expect(evaluate(service, { identity: [policy(read)] }).kind).toBe('denied');
  });

  it.each<[JsonObject, IamRequest['context'], boolean]>([
    [
      { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      true,
    ],
    [
      { StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' } },
      { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' },
      false,
    ],
    [{ StringEquals: { 'kms:ViaService': ['a', 'b'] } }, { 'kms:ViaService': 'b' }, true],
    [{ StringEquals: { 'KMS:viaservice': 'b' } }, { 'kms:ViaService': 'b' }, true],
    [{ StringEquals: { 'kms:ViaService': 'a' } }, {}, false],
    [{ StringNotEquals: { 'kms:ViaService': 'a' } }, {}, true],
    [{ StringNotEquals: { 'kms:ViaService': ['a', 'b'] } }, { 'kms:ViaService': 'b' }, false],
    [{ StringEqualsIfExists: { 'kms:ViaService': 'a' } }, {}, true],
    [{ StringEqualsIfExists: { 'kms:ViaService': 'a' } }, { 'kms:ViaService': 'b' }, false],
    [{ StringLike: { 'secretsmanager:SecretId': 'crew-*' } }, { 'secretsmanager:SecretId': 'crew-x' }, true],
    [
      { StringEquals: { 'secretsmanager:SecretId': 'crew-*' } },
      { 'secretsmanager:SecretId': 'crew-x' },
      false,
    ],
    [
      { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:${ACCOUNT}:alarm:*` } },
      { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:a:b` },
      true,
    ],
    [
      { ArnLike: { 'aws:SourceArn': 'arn:aws:*:alarm:x' } },
      { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:x` },
      false,
    ],
    [
      { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:*:${ACCOUNT}:ops` } },
      { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${ACCOUNT}:ops` },
      true,
    ],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'false' }, true],
    [{ Null: { 'kms:ViaService': 'true' } }, {}, true],
    [{ Null: { 'kms:ViaService': false } }, { 'kms:ViaService': 'x' }, true],
    [
      { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPENDING'] },
      true,
    ],
    [
      { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      { 'secretsmanager:VersionStage': ['AWSPREVIOUS'] },
      false,
    ],
    [{ 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } }, {}, false],
    [
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } },
      { 'dynamodb:LeadingKeys': ['a'] },
      true,
    ],
    [
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } },
      { 'dynamodb:LeadingKeys': ['a', 'c'] },
      false,
    ],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } }, {}, true],
    [
      { StringEquals: { 'aws:PrincipalArn': `\${aws:SourceArn}` } },
      { 'aws:PrincipalArn': 'x', 'aws:SourceArn': 'x' },
      true,
    ],
    [{ StringEquals: { 'aws:PrincipalArn': `\${aws:SourceArn}` } }, { 'aws:PrincipalArn': 'x' }, false],
    [{ StringEquals: { 'kms:ViaService': 'a', 'aws:SourceAccount': '1' } }, { 'kms:ViaService': 'a' }, false],
  ])('under %j with %j: %s', (Condition, context, expected) => {
    const decided = evaluate(request({ context }), { identity: [policy({ ...read, Condition })] });
    expect(decided.kind === 'allowed').toBe(expected);
  });

  it.each<[JsonObject, RegExp]>([
    [
      { ...read, Condition: { DateLessThan: { 'aws:SourceAccount': 'x' } } },
      /the condition operator DateLessThan/,
    ],
    [{ ...read, Condition: { StringEquals: { 'aws:userid': 'x' } } }, /the condition key aws:userid/],
    [{ ...read, Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'a' } } }, /which has several values/],
    [{ ...read, NotPrincipal: '*' }, /NotPrincipal/],
    [{ Resource: '*' }, /without one of Action and NotAction/],
    [{ ...read, NotAction: 'x' }, /without one of Action and NotAction/],
  ])('refuses %j', (statement, message) => {
    const context = { 'dynamodb:LeadingKeys': ['a', 'b'], 'aws:SourceAccount': 'x' };
    expect(() => evaluate(request({ context }), { identity: [policy(statement)] })).toThrow(message);
  });
});
