import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeBlocks } from '../support/docs/markdown-files.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

const readmes = readdirSync('lib', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('lib', name, 'README.md'));

/** A page whose samples are whole programs: they import what they name, from the package as a stranger does. */
const GUIDE = 'docs/aws.md';

/** What a sample may name without declaring it. */
const IMPORTS = `
import { type App, CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ActivationFunction, AuthHealth, type Declared, Deployment, Ec2Host, EvergrantKey, ExternalHost, FailureWatch, HostAccess,
  HostActivation, HostRelease, KeyWeb, Ledger, LightsailHost, ManagedGrant, OpsChannel, TokenBroker, TokenQueue,
} from '${resolve('lib/index.ts')}';
declare const stack: Stack;
`;

describe('the README of every construct, and the guide', () => {
  it('has a sample', () => {
    const without = [...readmes, GUIDE].filter((file) => samplesOf(file).length === 0);
    expect(without).toEqual([]);
  });

  it('has samples that compile', () => {
    const place = folder();
    symlinkSync(resolve('node_modules'), join(place, 'node_modules'));
    for (const file of readmes) {
      for (const [index, text] of samplesOf(file).entries()) {
        const name = `${basename(dirname(file))}-${index + 1}.ts`;
        writeFileSync(join(place, name), `${IMPORTS}\n${text}`);
      }
    }
    for (const [index, text] of samplesOf(GUIDE).entries())
      writeFileSync(join(place, `guide-${index + 1}.ts`), text);
    const compilerOptions = { paths: { evergrant: [resolve('lib/index.ts')] } };
    writeFileSync(
      join(place, 'tsconfig.json'),
      JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions, include: ['*.ts'] }),
    );
    expect(compile(place)).toBe('');
  }, 300_000);
});

function samplesOf(file: string): readonly string[] {
  return codeBlocks({ file, text: readFileSync(file, 'utf8') })
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => text);
}

/** @returns what the compiler says; nothing is good */
function compile(place: string): string {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', place], {
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    // Not instanceof: errors of Node are of another realm than the tests.
    return typeof error === 'object' && error !== null && 'stdout' in error
      ? String(error.stdout)
      : String(error);
  }
}
