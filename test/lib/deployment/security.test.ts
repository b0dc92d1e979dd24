import { describe, expect, it } from '@jest/globals';
import { Tags as CdkTags } from 'aws-cdk-lib';
import { isJsonObject, type Json, listOf } from '../../support/json.ts';
import {
  HOSTED,
  resourcesIn,
  standInBundles,
  synthesizedDeployment,
  type TemplateResource,
} from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const { templates } = synthesizedDeployment(HOSTED, { code: standInBundles(folder()) });
const resources = resourcesIn(templates);
const ofType = (...types: string[]) => resources.filter(({ type }) => types.includes(type));

interface Statement {
  readonly at: string;
  readonly effect: Json | undefined;
  readonly actions: readonly Json[];
  readonly resources: readonly Json[];
  readonly principal: Json | undefined;
  readonly condition: Json | undefined;
  readonly sid: Json | undefined;
}

/** Every statement of every policy, wherever it stands in a resource. */
function statementsOf({ stack, id, properties }: TemplateResource): readonly Statement[] {
  const found: Statement[] = [];
  const walk = (value: Json): void => {
    if (isJsonObject(value)) {
      if (value.Effect === 'Allow' || value.Effect === 'Deny') {
        found.push({
          at: `${stack}/${id}`,
          effect: value.Effect,
          actions: listOf(value.Action ?? []),
          resources: listOf(value.Resource ?? []),
          principal: value.Principal,
          condition: value.Condition,
          sid: value.Sid,
        });
      }
      for (const member of Object.values(value)) walk(member);
    } else if (Array.isArray(value)) {
      for (const member of value) walk(member);
    }
  };
  walk(properties);
  return found;
}

const statements = resources.flatMap(statementsOf);
const allows = statements.filter(({ effect }) => effect === 'Allow');

/** Where `*` stands as a resource, and why. */
const MEANT_FOR_ALL: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'in the policy of a key, * is that key',
  RunningQueries:
    'IAM knows no resource for a query that runs; the query itself was started on one log group',
  AgentChannels: 'IAM knows no resource for the channels of the SSM agent',
  NewActivations: 'IAM knows no resource for a new activation; it must carry the tag of the deployment',
  Activations: 'IAM knows no resource for an activation',
};

/** What everybody may call, and why. */
const MEANT_FOR_EVERYBODY: Readonly<Record<string, string>> = {
  'evergrant-jada-web': 'verifiers of agent tokens are anybody; it may read public keys and nothing else',
};

/** Logical ids of the functions that are meant for everybody. */
const openFunctions = ofType('AWS::Lambda::Function')
  .filter(({ properties }) => String(properties.FunctionName) in MEANT_FOR_EVERYBODY)
  .map(({ id }) => id);
const isOpen = (target: Json | undefined) =>
  openFunctions.some((id) => JSON.stringify(target ?? null).includes(JSON.stringify(id)));

describe('the templates as a whole', () => {
  it('hold no secret value, and nothing that generates one', () => {
    for (const { properties } of ofType('AWS::SecretsManager::Secret')) {
      expect(Object.keys(properties).sort()).toEqual(['Description', 'KmsKeyId', 'Name', 'Tags']);
    }
    expect(JSON.stringify([...templates])).not.toMatch(/SecretString|resolve:secretsmanager/);
  });

  it('allow nothing on every resource without a reason', () => {
    const types = new Map(resources.map(({ stack, id, type }) => [`${stack}/${id}`, type]));
    const unmeant = allows.filter(
      ({ at, sid, resources: on }) =>
        on.includes('*') && !((types.get(at) ?? '') in MEANT_FOR_ALL) && !(String(sid) in MEANT_FOR_ALL),
    );
    expect(unmeant).toEqual([]);
  });

  it('allow no action by an asterisk alone but what an owner may do with the key', () => {
    const wide = allows.filter(({ actions }) =>
      actions.some((action) => /^\w+:\*$|^\*$/.test(String(action))),
    );
    expect(wide.map(({ actions }) => actions)).toEqual([['kms:*']]);
  });

  it('let nobody in who is not named', () => {
    const open = allows.filter(({ principal }) => JSON.stringify(principal ?? null).includes('"*"'));
    expect(open).toEqual([]);
    const permissions = ofType('AWS::Lambda::Permission').map(({ properties }) => properties);
    const everybody = permissions.filter(({ Principal }) => Principal === '*');
    expect(everybody.filter(({ FunctionName }) => !isOpen(FunctionName))).toEqual([]);
    for (const { properties } of ofType('AWS::Lambda::Url'))
      expect(properties.AuthType).toBe(isOpen(properties.TargetFunctionArn) ? 'NONE' : 'AWS_IAM');
  });

  it('let everybody in to public keys alone, and by their address alone', () => {
    const permissions = ofType('AWS::Lambda::Permission').map(({ properties }) => properties);
    const open = permissions.filter(({ Principal }) => Principal === '*');
    expect(openFunctions).toHaveLength(1);
    expect(
      open.map(({ Action, FunctionUrlAuthType, InvokedViaFunctionUrl }) => [
        Action,
        FunctionUrlAuthType ?? InvokedViaFunctionUrl,
      ]),
    ).toEqual([
      ['lambda:InvokeFunctionUrl', 'NONE'],
      ['lambda:InvokeFunction', true],
    ]);
  });

  it('hold services to this account', () => {
    const services = allows.filter(
      ({ principal }) => isJsonObject(principal) && principal.Service !== undefined,
    );
    const loose = services.filter(
      ({ condition }) =>
        !/aws:SourceAccount|kms:EncryptionContext:aws:logs:arn/.test(JSON.stringify(condition ?? {})),
    );
    // Lambda assumes the role of a function without naming a source, and EC2 that of an instance.
    expect(loose.map(({ principal }) => principal)).toEqual([
      ...['refresh', 'rotate', 'notify', 'web', 'activation'].map(() => ({
        Service: 'lambda.amazonaws.com',
      })),
      { Service: 'ec2.amazonaws.com' },
    ]);
    const permissions = ofType('AWS::Lambda::Permission').map(({ properties }) => properties);
    const ofServices = permissions.filter(({ Principal }) => Principal !== '*');
    expect(ofServices.every(({ SourceAccount, SourceArn }) => SourceAccount ?? SourceArn)).toBe(true);
  });

  it.each([
    ['AWS::SecretsManager::Secret', 'KmsKeyId'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::Lambda::Function', 'KmsKeyArn'],
    ['AWS::Scheduler::Schedule', 'KmsKeyArn'],
  ])('encrypt every %s under the customer key', (type, property) => {
    const found = ofType(type);
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.filter(
        ({ properties }) => !/Key961B73FD|ExportsOutput.*Key/.test(JSON.stringify(properties[property])),
      ),
    ).toEqual([]);
  });

  it('refuse what is not TLS, on every queue and topic', () => {
    const denies = statements.filter(
      ({ effect, condition }) =>
        effect === 'Deny' && JSON.stringify(condition).includes('aws:SecureTransport'),
    );
    expect(denies).toHaveLength(ofType('AWS::SQS::Queue', 'AWS::SNS::Topic').length);
  });

  it('let alarms through to every topic that an alarm names', () => {
    const topics = ofType('AWS::SNS::TopicPolicy').flatMap(statementsOf);
    expect(topics.filter(({ effect }) => effect === 'Allow')).toHaveLength(ofType('AWS::SNS::Topic').length);
    const key = ofType('AWS::KMS::Key').flatMap(statementsOf);
    expect(JSON.stringify(key)).toContain('"Service":"cloudwatch.amazonaws.com"');
  });

  it.each([
    ['AWS::KMS::Key', 'Retain'],
    ['AWS::DynamoDB::GlobalTable', 'Retain'],
    ['AWS::SecretsManager::Secret', 'Retain'],
    ['AWS::SQS::Queue', 'Delete'],
    ['AWS::SSM::Parameter', 'Delete'],
  ])('choose what becomes of every %s: %s', (type, policy) => {
    expect(new Set(ofType(type).map(({ deletionPolicy }) => deletionPolicy))).toEqual(new Set([policy]));
  });

  it('choose what becomes of every log group: those of daemons are kept', () => {
    for (const { properties, deletionPolicy } of ofType('AWS::Logs::LogGroup')) {
      const ofDaemon = JSON.stringify(properties.LogGroupName).includes('/daemon/');
      expect([properties.LogGroupName, deletionPolicy]).toEqual([
        properties.LogGroupName,
        ofDaemon ? 'Retain' : 'Delete',
      ]);
    }
  });

  it('keep a fixed list of what functions are told', () => {
    for (const { properties } of ofType('AWS::Lambda::Function')) {
      expect(JSON.stringify(properties.Environment)).not.toMatch(/secret|token|password|client_/i);
    }
  });
});

describe('scenario 28: deployments and values', () => {
  const secretsOf = (all: readonly TemplateResource[]) =>
    all.filter(({ type }) => type === 'AWS::SecretsManager::Secret');
  const withoutTags = (all: readonly TemplateResource[]) =>
    secretsOf(all).map(({ stack, id, properties: { Tags, ...rest } }) => ({ stack, id, ...rest }));

  it('a change of tags alone changes tags alone', () => {
    const tagged = resourcesIn(
      synthesizedDeployment(HOSTED, {
        code: standInBundles(folder()),
        prepare: (app) => CdkTags.of(app).add('team', 'ops'),
      }).templates,
    );
    expect(
      secretsOf(tagged).every(({ properties }) => JSON.stringify(properties.Tags).includes('team')),
    ).toBe(true);
    expect(withoutTags(tagged)).toEqual(withoutTags(resources));
  });

  it('a change of the declaration, and so its rollback, changes nothing of a secret', () => {
    const changed = HOSTED.replace('every: 30m', 'every: 1h').replace(
      '[spreadsheets]',
      '[spreadsheets, drive]',
    );
    expect(changed).not.toBe(HOSTED);
    const after = synthesizedDeployment(changed, { code: standInBundles(folder()) });
    expect(secretsOf(resourcesIn(after.templates))).toEqual(secretsOf(resources));
  });

  it('no deployment rotates', () => {
    for (const { properties } of ofType('AWS::SecretsManager::RotationSchedule')) {
      expect(properties.RotateImmediatelyOnUpdate).toBe(false);
    }
  });
});
