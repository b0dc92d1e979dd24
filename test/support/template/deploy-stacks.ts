import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import { type IntrinsicScope, resolved } from './intrinsics.ts';
import { readTemplate, type Template } from './template.ts';

/** What a resource is called after it was created. */
export interface Identity {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource that is about to be created; its properties are resolved. */
export interface NewResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

export interface DeployedResource extends NewResource, Identity {}

export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly stacks: readonly { readonly name: string; readonly template: Json }[];
  /** Creates a resource. Called once for each, after everything that the resource refers to or depends on. */
  readonly create: (resource: NewResource) => Identity | Promise<Identity>;
}

/**
 * Creates what synthesized templates describe, as CloudFormation does: in the order of references, also between stacks.
 *
 * @returns the resources in the order in which they were created
 * @throws NotUnderstood for what is not known, and for a circle
 */
export async function deployStacks(deployment: Deployment): Promise<readonly DeployedResource[]> {
  const templates = new Map(
    deployment.stacks.map(({ name, template }) => [name, readTemplate(name, template)] as const),
  );
  const created = new Map<string, DeployedResource>();
  const underWay = new Set<string>();

  const create = async (stack: string, logicalId: string): Promise<DeployedResource> => {
    const key = `${stack}/${logicalId}`;
    const done = created.get(key);
    if (done) return done;
    if (underWay.has(key)) throw new NotUnderstood(`a circle of references through ${key}`);
    underWay.add(key);
    const resource = templateOf(stack).Resources[logicalId];
    if (!resource) throw new NotUnderstood(`${key} does not exist`);
    const scope = scopeOf(stack);
    if (resource.Condition !== undefined && !(await scope.condition(resource.Condition))) {
      throw new NotUnderstood(`a reference to ${key}, whose condition does not hold`);
    }
    for (const other of resource.DependsOn) if (await exists(stack, other)) await create(stack, other);
    const properties = await resolved(resource.Properties, scope);
    if (!isJsonObject(properties)) throw new NotUnderstood(`the properties of ${key}`);
    const described = { stack, logicalId, type: resource.Type, properties };
    const deployed = { ...described, ...(await deployment.create(described)) };
    created.set(key, deployed);
    return deployed;
  };

  const templateOf = (stack: string): Template => {
    const template = templates.get(stack);
    if (!template) throw new NotUnderstood(`the stack ${stack} is not deployed`);
    return template;
  };

  const exists = async (stack: string, logicalId: string) => {
    const condition = templateOf(stack).Resources[logicalId]?.Condition;
    return condition === undefined || scopeOf(stack).condition(condition);
  };

  const scopeOf = (stack: string): IntrinsicScope => ({
    async ref(name) {
      if (name === 'AWS::NoValue') return undefined;
      const pseudo = pseudoParameters(deployment, stack)[name];
      if (pseudo !== undefined) return pseudo;
      const parameter = templateOf(stack).Parameters[name];
      if (!parameter) return (await create(stack, name)).ref;
      if (parameter.Type === 'String' && parameter.Default !== undefined) return parameter.Default;
      throw new NotUnderstood(`the parameter ${name} of type ${parameter.Type}`);
    },
    async attribute(logicalId, attribute) {
      const { attributes, type } = await create(stack, logicalId);
      const value = attributes[attribute];
      if (value === undefined) throw new NotUnderstood(`the attribute ${attribute} of ${type}`);
      return value;
    },
    async exported(name) {
      for (const [other, { Outputs }] of templates) {
        for (const { Export, Value } of Object.values(Outputs)) {
          if (Export === undefined || (await resolved(Export.Name, scopeOf(other))) !== name) continue;
          return (await resolved(Value, scopeOf(other))) ?? null;
        }
      }
      throw new NotUnderstood(`nothing exports ${name}`);
    },
    async outputOf(other, output) {
      const found = templateOf(other).Outputs[output];
      if (!found) throw new NotUnderstood(`${other} has no output ${output}`);
      return (await resolved(found.Value, scopeOf(other))) ?? null;
    },
    async condition(name) {
      const condition = templateOf(stack).Conditions[name];
      if (condition === undefined) throw new NotUnderstood(`the condition ${name} of ${stack}`);
      return (await resolved(condition, scopeOf(stack))) === true;
    },
  });

  for (const [stack, { Resources }] of templates) {
    for (const logicalId of Object.keys(Resources))
      if (await exists(stack, logicalId)) await create(stack, logicalId);
  }
  return [...created.values()];
}

function pseudoParameters({ account, region }: Deployment, stack: string): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/00000000-0000-0000-0000-000000000000`,
  };
}
