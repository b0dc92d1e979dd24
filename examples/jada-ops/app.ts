/**
 * The CDK app of jada-ops. With Node.js 22.18 or newer:
 *
 *     npx cdk deploy --all --app 'node examples/jada-ops/app.ts' -c distribution=E1EXAMPLE
 */
import { App } from 'aws-cdk-lib';
import { jadaOps } from './jada-ops.ts';

const app = new App();
const distribution: unknown = app.node.tryGetContext('distribution');
jadaOps(app, typeof distribution === 'string' ? { distribution } : {});
app.synth();
