import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject, listOf, parseJson } from '../json.ts';

/**
 * Types of resources that the emulator does not make: a stack that holds one of them is rolled back. They are left out
 * of what is deployed there, and nowhere else. A test holds each of them to be refused still.
 */
export const LEFT_OUT: readonly string[] = [
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::LogAlarm',
  'AWS::Lightsail::Instance',
  'AWS::Logs::QueryDefinition',
  'AWS::SSM::Association',
  'AWS::SSM::Document',
  'AWS::SecretsManager::RotationSchedule',
];

/** What it would make, by a call that it does not know: CreateActivation of Systems Manager. */
export const UNANSWERED = 'Custom::EvergrantActivation';

/**
 * Start of the address of a queue as a template has it, made of Region, suffix and account. The SDK calls whatever host
 * a queue's address names, and the emulator's queues are at its own.
 */
const QUEUE_HOST = /https:\/\/sqs\.us-east-1\.",\s*\{\s*"Ref":\s*"AWS::URLSuffix"\s*\},\s*"\//g;

/**
 * The emulator asks for rights to `sqs:SendMessageBatch` and `sqs:DeleteMessageBatch`, which IAM does not know: AWS lets
 * whoever may do it to one message do it to several.
 */
const ONE_MESSAGE = /"sqs:(Send|Delete)Message"/g;

/** Lines go to a stream, whose ARN is that of its group and more; the emulator decides them for the group. */
const STREAMS = /(:log-group:[^"]+):\*"/g;

/** It decides GetParametersByPath for all parameters; AWS for the one that is the path. */
function widenPaths(value: Json): Json {
  if (Array.isArray(value)) return value.map(widenPaths);
  if (!isJsonObject(value)) return value;
  if (JSON.stringify(value.Action ?? null).includes('"ssm:GetParametersByPath"'))
    return { ...value, Resource: '*' };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, widenPaths(member)]));
}

/** Condition keys of which it knows no value: it would refuse what AWS allows. */
const UNKNOWN_KEYS = ['dynamodb:LeadingKeys', 'secretsmanager:VersionStage'];

/** Widens the statements of policies by the conditions that it cannot decide. */
function withoutUnknownKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutUnknownKeys);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value)
    .filter(([name]) => !UNKNOWN_KEYS.includes(name))
    .map(([name, member]) => [name, withoutUnknownKeys(member)] as const);
  return Object.fromEntries(members);
}

/** Systems Manager hands out the roles of hosts, and here it has no machines: whoever acts as root may take them. */
function openHostRole(resource: JsonObject): JsonObject {
  const { Type, Properties = null } = resource;
  if (Type !== 'AWS::IAM::Role' || !isJsonObject(Properties)) return resource;
  const { RoleName, AssumeRolePolicyDocument: trust } = Properties;
  if (!/^evergrant-.+-host-/.test(String(RoleName)) || !isJsonObject(trust)) return resource;
  const root = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } };
  const opened = { ...trust, Statement: [...listOf(trust.Statement ?? []), root] };
  return { ...resource, Properties: { ...Properties, AssumeRolePolicyDocument: opened } };
}

/** How many resources of each type a deployment has in the emulator, and what was left out of it, by logical id. */
export interface AdaptedAssembly {
  readonly kept: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Record<string, JsonObject>>;
}

/** Makes of a synthesized assembly what the emulator can deploy. */
export function adaptAssembly(folder: string, { endpoint }: { endpoint: string }): AdaptedAssembly {
  const kept: Record<string, number> = {};
  const leftOut: Record<string, JsonObject> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8')
      .replace(QUEUE_HOST, `${endpoint}/`)
      .replace(ONE_MESSAGE, '"sqs:$1Message*"')
      .replace(STREAMS, '$1*"');
    const template = withoutUnknownKeys(widenPaths(parseJson(text) ?? null));
    if (!isJsonObject(template) || !isJsonObject(template.Resources)) continue;
    const resources = Object.entries(template.Resources).filter(([id, resource]) => {
      if (!isJsonObject(resource)) return true;
      const type = String(resource.Type);
      const isLeftOut = LEFT_OUT.includes(type) || type === UNANSWERED;
      if (isLeftOut) leftOut[id] = resource;
      else kept[type] = (kept[type] ?? 0) + 1;
      return !isLeftOut;
    });
    const opened = resources.map(([id, resource]) => [
      id,
      isJsonObject(resource) ? openHostRole(resource) : resource,
    ]);
    writeFileSync(path, JSON.stringify({ ...template, Resources: Object.fromEntries(opened) }));
  }
  return { kept, leftOut };
}
