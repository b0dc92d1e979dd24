import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';

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
 * The emulator asks for a right to `sqs:SendMessageBatch`, which IAM does not know: AWS lets send batches whoever may send.
 */
const SEND_MESSAGE = /"sqs:SendMessage"/g;

/** It decides GetParametersByPath for all parameters; AWS for the one that is the path. */
function widenPaths(value: Json): Json {
  if (Array.isArray(value)) return value.map(widenPaths);
  if (!isJsonObject(value)) return value;
  if (JSON.stringify(value.Action ?? null).includes('"ssm:GetParametersByPath"'))
    return { ...value, Resource: '*' };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, widenPaths(member)]));
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
      .replace(SEND_MESSAGE, '"sqs:SendMessage*"');
    const template = widenPaths(parseJson(text) ?? null);
    if (!isJsonObject(template) || !isJsonObject(template.Resources)) continue;
    const resources = Object.entries(template.Resources).filter(([id, resource]) => {
      if (!isJsonObject(resource)) return true;
      const type = String(resource.Type);
      const isLeftOut = LEFT_OUT.includes(type) || type === UNANSWERED;
      if (isLeftOut) leftOut[id] = resource;
      else kept[type] = (kept[type] ?? 0) + 1;
      return !isLeftOut;
    });
    writeFileSync(path, JSON.stringify({ ...template, Resources: Object.fromEntries(resources) }));
  }
  return { kept, leftOut };
}
