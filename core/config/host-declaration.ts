import type { DaemonDeclaration } from './daemon-declaration.ts';
import type { SinkDeclaration } from './sink-declaration.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/** A machine that consumers run on, kept in tokens by the daemon of the host. Of the aws engine only. */
export type HostDeclaration = Ec2HostDeclaration | LightsailHostDeclaration | ExternalHostDeclaration;

/** What every host has. */
export interface HostTerms {
  /** 1 to 38 letters, digits, `-` and `_`: a {@link HOST_NAME}. */
  readonly name: string;
  /** The daemons that are run there, or watched. */
  readonly daemons: readonly DaemonDeclaration[];
  /** The files that tokens are delivered to: those that its daemons use, and those named for it. Absolute paths. */
  readonly sinks: readonly SinkDeclaration[];
  /** Every token that it may read, 1 to {@link MOST_HOST_TOKENS}: those of its sinks and daemons, and those named for it. */
  readonly tokens: readonly TokenDeclaration[];
}

/** An EC2 instance with an instance profile. */
export interface Ec2HostDeclaration extends HostTerms {
  readonly kind: 'ec2';
  /** Of an arm64 family: `t4g.nano`. */
  readonly instanceType: string;
  /** Size of the encrypted root volume in GiB, 8 or more. */
  readonly volumeGiB: number;
  /** undefined: whichever has a subnet. */
  readonly zone: string | undefined;
  readonly ports: readonly HostPort[];
}

/** A Lightsail instance, with an identity by hybrid activation. */
export interface LightsailHostDeclaration extends HostTerms {
  readonly kind: 'lightsail';
  /** `micro_3_0`: 1 GB of memory. */
  readonly bundle: string;
  /** `amazon_linux_2023`. */
  readonly blueprint: string;
  readonly zone: string;
  readonly ports: readonly HostPort[];
}

/** A box that is there already, anywhere; it joins by `evergrant join`. */
export interface ExternalHostDeclaration extends HostTerms {
  readonly kind: 'external';
}

/** A TCP port that is open from outside. */
export interface HostPort {
  /** 1 to 65535. */
  readonly port: number;
  /** From where, as CIDR blocks; never empty. */
  readonly from: readonly string[];
}

/** Name of a host. Its queue is `evergrant-<deployment>-<host>`, of 80 characters at most. */
export const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,36}[A-Za-z0-9])?$/;

/** A Region and a letter: `us-east-1a`. */
export const ZONE_NAME = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;

/** What the policies of one role have room for: five of the ten managed ones that it takes, with eight tokens each. */
export const MOST_HOST_TOKENS = 40;
