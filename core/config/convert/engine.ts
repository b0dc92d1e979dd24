import type { Engine } from '../declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { ConfigWhere } from '../where.ts';

export function convertEngine(
  { engine, deployment }: Pick<ParsedDeclaration, 'engine' | 'deployment'>,
  where: ConfigWhere,
): Engine {
  // The rules have proven that an aws engine names its Region.
  if (engine.kind === 'aws') return { kind: 'aws', region: engine.region ?? '', account: engine.account };
  const { stateDirectory } = engine;
  return {
    kind: 'machine',
    stateDirectory: stateDirectory ? where.resolve(stateDirectory) : where.stateDirectory(deployment),
    isDefault: !stateDirectory,
  };
}
