import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  HOSTED,
  SIGNED,
  standInBundles,
  synthesizedDeployment,
} from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** Findings that nobody acknowledged end the synthesis: cdk.json has the validation of templates as errors. */
function judged(yaml: string) {
  return synthesizedDeployment(yaml, {
    code: standInBundles(folder()),
    app: { outdir: folder(), builtinCloudFormationValidation: true },
    prepare: (app) => Validations.of(app).addPlugins(new AwsSolutionsChecks(app)),
  });
}

describe('the stacks before cdk-nag and the validation of templates', () => {
  it('have no finding without a reason', () => {
    expect(judged(SIGNED).templates.size).toBeGreaterThan(4);
  }, 120_000);

  it('have none where hosts are declared', () => {
    expect(judged(HOSTED).templates.size).toBeGreaterThan(6);
    expect(judged(HOSTED.replace(', account: "123456789012"', '')).templates.size).toBeGreaterThan(6);
  }, 240_000);

  it('have none where the account is not known before they are deployed', () => {
    expect(judged(SIGNED.replace(', account: "123456789012"', '')).templates.size).toBeGreaterThan(4);
  }, 120_000);
});
