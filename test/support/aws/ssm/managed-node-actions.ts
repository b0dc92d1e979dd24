import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, awsAction } from '../aws-service.ts';

const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).max(1000);

/** Systems Manager's machines: hybrid activations, what registers with them, and instances of EC2 that speak up. */
export class ManagedNodes {
  readonly activations = new Map<string, SimulatedActivation>();
  readonly nodes = new Map<string, SimulatedNode>();
  /** Names of the roles that trust Systems Manager. Any is taken while there is none. */
  readonly roles = new Set<string>();

  /** What the agent does on a machine. @returns the id that the machine has from then on; @throws for a code that is no good */
  register(id: string, { code, now }: { code: string; now: number }): SimulatedNode {
    const activation = this.activations.get(id);
    if (!activation || activation.code !== code) throw new AwsError('InvalidActivation', '');
    if (activation.expiresAt <= now) throw new AwsError('ActivationExpired', '');
    if (activation.registrations >= activation.limit) throw new AwsError('RegistrationLimitExceeded', '');
    activation.registrations += 1;
    const node = this.addNode(`mi-${randomBytes(9).toString('hex').slice(0, 17)}`, {
      tags: activation.tags,
      now,
    });
    node.activation = id;
    return node;
  }

  /** A machine that is known: an instance of EC2 with this tag. */
  addNode(id: string, { tags: its, now }: { tags: readonly SimulatedTag[]; now: number }): SimulatedNode {
    const node: SimulatedNode = { id, tags: its, ping: 'Online', heardAt: now, registeredAt: now };
    this.nodes.set(id, node);
    return node;
  }

  readonly actions = {
    CreateActivation: awsAction({
      input: z.strictObject({
        Description: z.string().max(256).optional(),
        DefaultInstanceName: z.string().max(256).optional(),
        IamRole: z.string().max(64),
        RegistrationLimit: z.int().min(1).max(1000).default(1),
        ExpirationDate: z.number().optional(),
        Tags: tags.optional(),
      }),
      permissions: ({ IamRole, Tags = [] }, { account }) => [
        { resource: '*', context: requestTags(Tags) },
        {
          action: 'iam:PassRole',
          resource: `arn:aws:iam::${account}:role/${IamRole}`,
          context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
        },
        ...(Tags.length > 0
          ? [{ action: 'ssm:AddTagsToResource', resource: '*', context: requestTags(Tags) }]
          : []),
      ],
      run: (input, { now }) => {
        const { IamRole, ExpirationDate, RegistrationLimit, Tags = [], DefaultInstanceName } = input;
        const { Description } = input;
        const expiresAt = ExpirationDate === undefined ? now + 86_400_000 : ExpirationDate * 1000;
        if (expiresAt <= now || expiresAt > now + 30 * 86_400_000)
          throw new AwsError('ValidationException', 'ExpirationDate must be within 30 days');
        if (this.roles.size > 0 && !this.roles.has(IamRole))
          throw new AwsError(
            'ValidationException',
            `Nonexistent role or missing ssm service principal in trust policy: ${IamRole}`,
          );
        const id = randomUUID();
        const code = randomBytes(15).toString('base64').replace(/[+/]/g, 'x');
        const made = { code, role: IamRole, tags: Tags, limit: RegistrationLimit, name: DefaultInstanceName };
        const description = Description;
        this.activations.set(id, { ...made, description, expiresAt, registrations: 0, createdAt: now });
        return { ActivationId: id, ActivationCode: code };
      },
    }),

    DescribeActivations: awsAction({
      input: z.strictObject({
        Filters: z
          .array(
            z.strictObject({
              FilterKey: z.enum(['ActivationIds', 'DefaultInstanceName', 'IamRole']),
              FilterValues: z.array(z.string()),
            }),
          )
          .default([]),
        MaxResults: z.int().min(1).max(50).default(50),
        NextToken: z.string().optional(),
      }),
      run: ({ Filters, MaxResults, NextToken }, { now }) => {
        const found = [...this.activations].filter(([id, { role, name }]) =>
          Filters.every(({ FilterKey, FilterValues }) => {
            const value = { ActivationIds: id, IamRole: role, DefaultInstanceName: name }[FilterKey];
            return value !== undefined && FilterValues.includes(value);
          }),
        );
        const { page, next } = pageOf(found, { size: MaxResults, token: NextToken });
        return { ActivationList: page.map(([id, each]) => describedActivation(id, { each, now })), ...next };
      },
    }),

    DeleteActivation: awsAction({
      input: z.strictObject({ ActivationId: z.uuid() }),
      run: ({ ActivationId }) => {
        if (!this.activations.delete(ActivationId)) throw new AwsError('InvalidActivation', '');
        return {};
      },
    }),

    DescribeInstanceInformation: awsAction({
      input: z.strictObject({
        Filters: z.array(z.strictObject({ Key: z.string(), Values: z.array(z.string()).min(1) })).default([]),
        MaxResults: z.int().min(5).max(50).default(10),
        NextToken: z.string().optional(),
      }),
      run: ({ Filters, MaxResults, NextToken }) => {
        const found = [...this.nodes.values()].filter((node) =>
          Filters.every(({ Key, Values }) => valuesOf(node, Key).some((value) => Values.includes(value))),
        );
        const { page, next } = pageOf(found, { size: MaxResults, token: NextToken });
        return { InstanceInformationList: page.map(describedNode), ...next };
      },
    }),

    DeregisterManagedInstance: awsAction({
      input: z.strictObject({ InstanceId: z.string().regex(/^mi-[0-9a-f]{17}$/) }),
      permissions: ({ InstanceId }, call) => [
        {
          resource: nodeArn(InstanceId, call),
          context: Object.fromEntries(
            (this.nodes.get(InstanceId)?.tags ?? []).map(({ Key, Value }) => [
              `ssm:resourceTag/${Key}`,
              Value,
            ]),
          ),
        },
      ],
      run: ({ InstanceId }) => {
        if (!this.nodes.delete(InstanceId)) throw new AwsError('InvalidInstanceId', '');
        return {};
      },
    }),
  };
}

export interface SimulatedTag {
  readonly Key: string;
  readonly Value: string;
}

export interface SimulatedActivation {
  readonly code: string;
  readonly role: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly SimulatedTag[];
  readonly limit: number;
  readonly expiresAt: number;
  readonly createdAt: number;
  registrations: number;
}

export interface SimulatedNode {
  readonly id: string;
  readonly tags: readonly SimulatedTag[];
  activation?: string;
  ping: 'Online' | 'ConnectionLost';
  heardAt: number;
  registeredAt: number;
}

function requestTags(its: readonly SimulatedTag[]): Record<string, string> {
  return Object.fromEntries(its.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));
}

function valuesOf(node: SimulatedNode, key: string): readonly string[] {
  if (key.startsWith('tag:'))
    return node.tags.filter(({ Key }) => Key === key.slice(4)).map(({ Value }) => Value);
  if (key === 'InstanceIds') return [node.id];
  if (key === 'ActivationIds') return node.activation === undefined ? [] : [node.activation];
  if (key === 'PingStatus') return [node.ping];
  throw new AwsError('InvalidFilterKey', key);
}

function describedActivation(id: string, { each, now }: { each: SimulatedActivation; now: number }) {
  return {
    ActivationId: id,
    Description: each.description,
    DefaultInstanceName: each.name,
    IamRole: each.role,
    RegistrationLimit: each.limit,
    RegistrationsCount: each.registrations,
    ExpirationDate: new Date(each.expiresAt),
    Expired: each.expiresAt <= now,
    CreatedDate: new Date(each.createdAt),
    Tags: each.tags,
  };
}

function describedNode({ id, ping, heardAt, registeredAt, activation }: SimulatedNode) {
  return {
    InstanceId: id,
    PingStatus: ping,
    LastPingDateTime: new Date(heardAt),
    PlatformType: 'Linux',
    ...(activation !== undefined && { ActivationId: activation }),
    RegistrationDate: new Date(registeredAt),
    ResourceType: id.startsWith('mi-') ? 'ManagedInstance' : 'EC2Instance',
  };
}

function pageOf<T>(found: readonly T[], { size, token }: { size: number; token: string | undefined }) {
  const from = Number(token ?? '0');
  const next = from + size < found.length ? { NextToken: String(from + size) } : {};
  return { page: found.slice(from, from + size), next };
}

function nodeArn(id: string, { region, account }: AwsCall): string {
  return `arn:aws:ssm:${region}:${account}:managed-instance/${id}`;
}
