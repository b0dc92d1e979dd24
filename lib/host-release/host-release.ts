import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ReleaseSource } from '../../core/host/bootstrap/bootstrap-options.ts';
import { releaseParameter } from '../../core/wire.ts';
import { releaseFile } from './release-file.ts';

/** What a host does with the release. */
const FETCH = ['s3:GetObject'];

/** A host daemon that hosts can fetch. */
export interface IHostRelease {
  /** What scripts of hosts are told of it. */
  readonly source: ReleaseSource;
  /** Lets a host fetch this very file and no other. */
  grantFetch(grantee: IGrantable): Grant;
}

export interface HostReleaseProps {
  /** Name of the deployment; the parameter is `/evergrant/<deployment>/release`. */
  readonly deployment: string;
  /**
   * The folder with the bundles of the functions; the host daemon's is `host/evergrant-host.mjs` beside it or in it.
   *
   * @default - that of this package
   */
  readonly code?: string;
}

/**
 * The host daemon of this very version: one file in the bucket that `cdk bootstrap` made, known by its SHA-256, and a
 * parameter that names both for boxes that join by hand.
 */
export class HostRelease extends Construct implements IHostRelease {
  readonly source: ReleaseSource;

  constructor(scope: Construct, id: string, { deployment, code }: HostReleaseProps) {
    super(scope, id);
    const { path, sha256 } = releaseFile(this, code);
    const asset = new Asset(this, 'Bundle', { path });
    this.source = { bucket: asset.s3BucketName, key: asset.s3ObjectKey, sha256 };
    const parameter = new StringParameter(this, 'Parameter', {
      parameterName: releaseParameter(deployment),
      description: 'Evergrant: the host daemon that hosts run, by its place and its SHA-256; no secret',
      stringValue: Stack.of(this).toJsonString({ schema: 1, sha256, source: asset.s3ObjectUrl }),
    });
    parameter.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }

  grantFetch(grantee: IGrantable): Grant {
    const { bucket, key } = this.source;
    const resourceArns = [`arn:${Aws.PARTITION}:s3:::${bucket}/${key}`];
    return Grant.addToPrincipal({ grantee, actions: [...FETCH], resourceArns });
  }
}
