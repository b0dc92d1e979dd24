import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addToDeclaration } from '../../../adapters/config-file/add-to-declaration.ts';
import { findConfig } from '../../../adapters/config-file/find-config.ts';
import { newDeclaration, type RawDeclaration } from '../../../adapters/config-file/new-declaration.ts';
import { declarationOfText } from '../../../adapters/config-file/read-declaration.ts';
import { errorNumber, fileFault } from '../../../adapters/files/file-fault.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { isFault } from '../../../core/fault.ts';
import type { ImportPlan } from '../../../core/import/plan-import.ts';
import type { Io } from '../../io.ts';
import type { ImportOptions } from './import-call.ts';

/** The declaration that an import goes into. */
export interface ImportTarget {
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
  /** The whole file as it will be. */
  readonly text: string;
  readonly declaration: Declaration;
  readonly added: readonly string[];
  /** Names that are declared already and stay as they are. */
  readonly kept: readonly string[];
}

/**
 * What an import makes of the declaration, or of none. Writes nothing.
 * @throws Fault `ConfigInvalid` when the declaration is wrong, before or after; `OtherEngine` for a deployment in AWS
 */
export async function importTarget(call: {
  options: ImportOptions;
  io: Io;
  plan: ImportPlan;
}): Promise<ImportTarget> {
  const { options, io, plan } = call;
  const path = await targetPath(options, io);
  const text = await textOf(path);
  const reader = { home: io.home, environment: io.environment };
  if (text === undefined) {
    const fresh = newDeclaration({ deployment: 'default', ...entriesOf(plan) });
    const declaration = declarationOfText(fresh, { file: path, reader });
    return { path, exists: false, text: fresh, declaration, added: [], kept: [] };
  }
  // A mistake that was there before must not look like one of the import.
  machineEngine(declarationOfText(text, { file: path, reader }));
  const addition = addToDeclaration(text, entriesOf(plan));
  const declaration = declarationOfText(addition.text, { file: path, reader });
  return { path, exists: true, ...addition, declaration };
}

async function targetPath(options: ImportOptions, io: Io): Promise<string> {
  const { environment, home, workingDirectory } = io;
  try {
    const found = await findConfig({ option: options.config, environment, home, workingDirectory });
    return resolve(workingDirectory, found);
  } catch (error) {
    if (isFault(error) && error.code === 'ConfigMissing') return resolve(workingDirectory, 'evergrant.yaml');
    throw error;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw fileFault(error, path);
  }
}

function entriesOf({ client, grant, account, scopes, sink }: ImportPlan): Omit<RawDeclaration, 'deployment'> {
  return {
    clients: { [client.name]: { issuer: client.issuer, credentialsFile: client.credentialsFile } },
    grants: {
      [grant]: { client: client.name, ...(account !== undefined && { account }), scopes: [...scopes] },
    },
    sinks: sink ? { [sink.name]: { token: grant, file: sink.file, shape: sink.shape } } : {},
  };
}
