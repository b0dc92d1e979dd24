#!/usr/bin/env node
/** The CDK app of cdk.json: the stacks that evergrant.yaml asks for. Another file: npx cdk deploy -c config=FILE */
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { findConfig } from '../adapters/config-file/find-config.ts';
import { readWrittenDeclaration } from '../adapters/config-file/read-declaration.ts';
import { processIo } from '../cli/process-io.ts';
import { reportFailure } from '../cli/report-failure.ts';
import { Deployment } from '../lib/deployment/deployment.ts';

const io = processIo(fileURLToPath(import.meta.url));
try {
  const app = new App();
  const named: unknown = app.node.tryGetContext('config');
  const { environment, home, workingDirectory } = io;
  const option = typeof named === 'string' ? named : undefined;
  const file = await findConfig({ option, environment, home, workingDirectory });
  const declared = await readWrittenDeclaration(file, { home, environment });
  new Deployment(app, declared.declaration.deployment, declared);
  app.synth();
} catch (error) {
  process.exitCode = reportFailure(error, io);
}
