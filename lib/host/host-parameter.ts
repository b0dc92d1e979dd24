import { RemovalPolicy } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import { hostDocument } from '../../core/host/host-document.ts';
import { hostParameter } from '../../core/wire.ts';
import { refusal } from '../refuse.ts';

/** Bytes that a parameter of the advanced tier holds; one of the standard tier holds 4,096. */
const MOST_BYTES = 8_192;

export interface HostParameterProps {
  readonly deployment: string;
  /** A declaration as it was written and found valid. */
  readonly raw: RawMapping;
  readonly host: HostDeclaration;
}

/** What the daemon of a host must know of the declaration; no secret. The daemon sees a change within minutes. */
export class HostParameter extends Construct {
  readonly parameterName: string;

  constructor(scope: Construct, id: string, { deployment, raw, host }: HostParameterProps) {
    super(scope, id);
    this.parameterName = hostParameter(deployment, host.name);
    const text = JSON.stringify(hostDocument(raw, host));
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_BYTES) throw this.#large(host.name, bytes);
    const parameter = new StringParameter(this, 'Parameter', {
      parameterName: this.parameterName,
      description: `Evergrant: what is declared of host ${host.name}; no secret`,
      stringValue: text,
      // Advanced, and paid for, from 4,096 bytes on.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
    // Made anew from the declaration whenever it is deployed.
    parameter.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }

  #large(host: string, bytes: number) {
    return refusal(this, {
      prop: `hosts.${host}`,
      says: `what is declared of it takes ${bytes} bytes of JSON, and a parameter of Systems Manager holds ${MOST_BYTES}`,
      remedy: 'make two hosts of it, or shorten environments and commands of its daemons',
    });
  }
}
