import type { LightsailHostDeclaration } from '../config/host-declaration.ts';

/**
 * Name of the instance of a Lightsail host: `evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023`.
 *
 * CloudFormation makes the successor of an instance before it deletes the instance, and no two may have one name: so
 * whatever takes a new instance is part of the name.
 */
export function lightsailInstanceName(
  deployment: string,
  { name, zone, bundle, blueprint }: Pick<LightsailHostDeclaration, 'name' | 'zone' | 'bundle' | 'blueprint'>,
): string {
  return `evergrant-${deployment}-${[name, zone, bundle, blueprint].join('.')}`;
}
