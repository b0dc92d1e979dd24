import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { HOST_TAG, hostTagValue, releaseParameter } from '../../core/wire.ts';
import type { SimulatedAws } from './aws/simulated-aws.ts';
import { environmentOf, jadaDeclaration } from './deployed-jada.ts';

/** A folder in which commands about hosts of deployment `jada` are typed. */
export interface DeclaredFleet {
  readonly folder: string;
  /** First on PATH. */
  readonly programs: string;
  /** `$XDG_RUNTIME_DIR`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Puts a program of this text before those of the system. */
  program(name: string, text: string): void;
}

/** Writes a declaration with these hosts, and with nothing that is deployed. */
export function declaredFleet(
  aws: SimulatedAws,
  { folder, hosts }: { folder: string; hosts: Readonly<Record<string, object>> },
): DeclaredFleet {
  const programs = join(folder, 'bin');
  const runtime = join(folder, 'runtime');
  for (const directory of [programs, runtime]) mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(folder, 'client-secret'), 'x\n', { mode: 0o600 });
  writeFileSync(join(folder, 'evergrant.yaml'), stringify(jadaDeclaration('https://as.example', { hosts })));
  return {
    folder,
    programs,
    runtime,
    environment: {
      ...environmentOf(aws),
      PATH: `${programs}:${process.env.PATH}`,
      XDG_RUNTIME_DIR: runtime,
    },
    program: (name, text) => writeFileSync(join(programs, name), text, { mode: 0o755 }),
  };
}

/** What a deploy writes for hosts to join by. */
export async function publishRelease(aws: SimulatedAws, Value = RELEASE): Promise<void> {
  const Name = releaseParameter('jada');
  await new SSMClient(aws.client('deploy')).send(new PutParameterCommand({ Name, Type: 'String', Value }));
}

const RELEASE = JSON.stringify({
  schema: 1,
  sha256: 'abcdef012345'.padEnd(64, '0'),
  source: 's3://cdk-assets-123456789012-us-east-1/abc.mjs',
});

/** The tag by which a machine is host `host` of deployment `jada`. */
export function tagsOf(host: string) {
  return [{ Key: HOST_TAG, Value: hostTagValue('jada', host) }];
}
