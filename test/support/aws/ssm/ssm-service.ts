import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, type AwsPermission, type AwsService, awsAction } from '../aws-service.ts';
import { ManagedNodes } from './managed-node-actions.ts';

/** Systems Manager: plain text parameters of the standard tier, and the machines that it knows. */
export class SsmService implements AwsService {
  readonly name = 'ssm';
  readonly protocol = { kind: 'json', target: 'AmazonSSM', version: '1.1' } as const;
  readonly #parameters = new Map<string, StoredParameter>();
  readonly machines = new ManagedNodes();

  /** Takes a parameter away, in place of DeleteParameter. */
  removeParameter(name: string): void {
    this.#parameters.delete(name);
  }

  readonly actions = {
    ...this.machines.actions,

    PutParameter: awsAction({
      input: z.strictObject({
        Name: z.string().regex(/^(\/[\w.-]+)+$|^[\w.-]+$/),
        Value: z.string().min(1),
        Type: z.literal('String').optional(),
        Overwrite: z.boolean().default(false),
        Tier: z.literal('Standard').optional(),
        Description: z.string().optional(),
      }),
      permissions: ({ Name }, call) => [permission(Name, call)],
      run: ({ Name, Value, Type, Overwrite }, { now }) => {
        const before = this.#parameters.get(Name);
        if (before && !Overwrite)
          throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
        if (!before && Type === undefined)
          throw new AwsError(
            'ValidationException',
            'A parameter type is required when you create a parameter.',
          );
        if (Buffer.byteLength(Value) > 4096)
          throw new AwsError(
            'ValidationException',
            'Standard tier parameters support a maximum of 4096 characters.',
          );
        const stored = { value: Value, version: (before?.version ?? 0) + 1, changedAt: now };
        this.#parameters.set(Name, stored);
        return { Version: stored.version, Tier: 'Standard' };
      },
    }),

    GetParameter: awsAction({
      input: z.strictObject({ Name: z.string(), WithDecryption: z.boolean().optional() }),
      permissions: ({ Name }, call) => [permission(Name, call)],
      run: ({ Name }, call) => {
        const stored = this.#parameters.get(Name);
        if (!stored) throw new AwsError('ParameterNotFound', '');
        return { Parameter: described(Name, { stored, call }) };
      },
    }),

    GetParametersByPath: awsAction({
      input: z.strictObject({
        Path: z.string().regex(/^\//),
        Recursive: z.boolean().default(false),
        WithDecryption: z.boolean().optional(),
        MaxResults: z.int().min(1).max(10).default(10),
        NextToken: z.string().optional(),
      }),
      permissions: ({ Path }, call) => [permission(Path, call)],
      run: ({ Path, Recursive, MaxResults, NextToken = '' }, call) => {
        const folder = `${Path.replace(/\/$/, '')}/`;
        const found = [...this.#parameters]
          .filter(
            ([name]) => name.startsWith(folder) && (Recursive || !name.slice(folder.length).includes('/')),
          )
          .filter(([name]) => name > NextToken)
          .toSorted(([a], [b]) => (a < b ? -1 : 1));
        const page = found.slice(0, MaxResults);
        return {
          Parameters: page.map(([name, stored]) => described(name, { stored, call })),
          ...(found.length > page.length && { NextToken: page.at(-1)?.[0] }),
        };
      },
    }),
  };
}

interface StoredParameter {
  readonly value: string;
  readonly version: number;
  readonly changedAt: number;
}

function described(name: string, { stored, call }: { stored: StoredParameter; call: AwsCall }) {
  return {
    Name: name,
    Type: 'String',
    Value: stored.value,
    Version: stored.version,
    LastModifiedDate: new Date(stored.changedAt),
    ARN: arnOf(name, call),
    DataType: 'text',
  };
}

function permission(name: string, call: AwsCall): AwsPermission {
  return { resource: arnOf(name, call) };
}

function arnOf(name: string, { region, account }: AwsCall): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}
