import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';

/** What intrinsic functions ask for. */
export interface IntrinsicScope {
  /** A parameter, a pseudo parameter or a resource; undefined is `AWS::NoValue`. */
  ref(name: string): Promise<Json | undefined>;
  attribute(logicalId: string, attribute: string): Promise<Json>;
  exported(name: string): Promise<Json>;
  outputOf(stackName: string, output: string): Promise<Json>;
  /** Does a condition of the template hold? */
  condition(name: string): Promise<boolean>;
}

/**
 * A value with its intrinsic functions carried out. A member or an item that becomes `AWS::NoValue` is left out.
 *
 * @throws NotUnderstood for an intrinsic function that is not known
 */
export async function resolved(value: Json, scope: IntrinsicScope): Promise<Json | undefined> {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const one = await resolved(item, scope);
      if (one !== undefined) items.push(one);
    }
    return items;
  }
  const [[name, argument] = ['', null], ...more] = Object.entries(value);
  if (more.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[name];
    // An IAM statement's only member may be called Condition; the function's argument is a name.
    if (name === 'Condition' && typeof argument !== 'string') return resolvedObject(value, scope);
    if (!intrinsic) throw new NotUnderstood(`the intrinsic function ${name}`);
    return intrinsic(argument, scope);
  }
  return resolvedObject(value, scope);
}

async function resolvedObject(value: JsonObject, scope: IntrinsicScope): Promise<JsonObject> {
  const members: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    const one = await resolved(member, scope);
    if (one !== undefined) members[name] = one;
  }
  return members;
}

type Intrinsic = (argument: Json, scope: IntrinsicScope) => Promise<Json | undefined>;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  Condition: (argument, scope) => scope.condition(text(argument, 'Condition')),
  async 'Fn::GetAtt'(argument, scope) {
    const [logicalId, ...path] = isList(argument) ? argument : text(argument, 'Fn::GetAtt').split('.');
    const parts = path.map((part) => text(part, 'Fn::GetAtt'));
    return scope.attribute(text(logicalId ?? null, 'Fn::GetAtt'), parts.join('.'));
  },
  async 'Fn::Join'(argument, scope) {
    const [separator, list] = await listOf('Fn::Join', { argument, scope });
    return texts(list, 'Fn::Join').join(text(separator, 'Fn::Join'));
  },
  async 'Fn::Select'(argument, scope) {
    const [index, list] = await listOf('Fn::Select', { argument, scope });
    const chosen = isList(list) ? list[Number(index)] : undefined;
    if (chosen === undefined) throw new NotUnderstood(`Fn::Select of ${JSON.stringify(argument)}`);
    return chosen;
  },
  async 'Fn::Split'(argument, scope) {
    const [separator, source] = await listOf('Fn::Split', { argument, scope });
    return text(source, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  async 'Fn::Sub'(argument, scope) {
    const [pattern, variables] = isList(argument) ? argument : [argument, {}];
    const own = await resolved(variables ?? {}, scope);
    return substituted(text(pattern ?? null, 'Fn::Sub'), { own: isJsonObject(own) ? own : {}, scope });
  },
  async 'Fn::Base64'(argument, scope) {
    return Buffer.from(text((await resolved(argument, scope)) ?? null, 'Fn::Base64')).toString('base64');
  },
  /** Three, as in most Regions. */
  async 'Fn::GetAZs'(argument, scope) {
    const region = text((await resolved(argument, scope)) ?? null, 'Fn::GetAZs');
    const name = region === '' ? text(await scope.ref('AWS::Region'), 'Fn::GetAZs') : region;
    return ['a', 'b', 'c'].map((letter) => `${name}${letter}`);
  },
  async 'Fn::ImportValue'(argument, scope) {
    return scope.exported(text((await resolved(argument, scope)) ?? null, 'Fn::ImportValue'));
  },
  async 'Fn::GetStackOutput'(argument, scope) {
    const read = await resolved(argument, scope);
    const { StackName, OutputName, ...others } = isJsonObject(read) ? read : {};
    const unknown = Object.keys(others);
    if (unknown.length > 0) throw new NotUnderstood(`Fn::GetStackOutput with ${unknown.join(', ')}`);
    return scope.outputOf(text(StackName, 'Fn::GetStackOutput'), text(OutputName, 'Fn::GetStackOutput'));
  },
  async 'Fn::If'(argument, scope) {
    const [condition, yes, no] = isList(argument) ? argument : [];
    const branch = (await scope.condition(text(condition, 'Fn::If'))) ? yes : no;
    return branch === undefined ? undefined : resolved(branch, scope);
  },
  async 'Fn::Equals'(argument, scope) {
    const [left, right] = await listOf('Fn::Equals', { argument, scope });
    return JSON.stringify(left) === JSON.stringify(right);
  },
  async 'Fn::And'(argument, scope) {
    return (await listOf('Fn::And', { argument, scope })).every((part) => part === true);
  },
  async 'Fn::Or'(argument, scope) {
    return (await listOf('Fn::Or', { argument, scope })).some((part) => part === true);
  },
  async 'Fn::Not'(argument, scope) {
    const [part] = await listOf('Fn::Not', { argument, scope });
    return part !== true;
  },
};

async function substituted(
  pattern: string,
  { own, scope }: { own: JsonObject; scope: IntrinsicScope },
): Promise<string> {
  let result = '';
  let at = 0;
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    const [whole, name = ''] = match;
    result += pattern.slice(at, match.index);
    at = match.index + whole.length;
    if (name.startsWith('!')) result += `\${${name.slice(1)}}`;
    else result += text(own[name] ?? (await referred(name, scope)), 'Fn::Sub');
  }
  return result + pattern.slice(at);
}

async function referred(name: string, scope: IntrinsicScope): Promise<Json | undefined> {
  const dot = name.indexOf('.');
  return dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
}

async function listOf(name: string, at: { argument: Json; scope: IntrinsicScope }): Promise<readonly Json[]> {
  const list = await resolved(at.argument, at.scope);
  if (!isList(list)) throw new NotUnderstood(`${name} of ${JSON.stringify(at.argument)}`);
  return list;
}

function text(value: Json | undefined, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new NotUnderstood(`${name} of ${JSON.stringify(value)}`);
}

function texts(value: Json | undefined, name: string): readonly string[] {
  if (!isList(value)) throw new NotUnderstood(`${name} of ${JSON.stringify(value)}`);
  return value.map((item) => text(item, name));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
