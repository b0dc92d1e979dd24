import type { TokenSocketDeclaration } from '../../config/declaration.ts';
import type { HostDeclaration } from '../../config/host-declaration.ts';

/** What is installed on a host. */
export interface BootstrapOptions {
  readonly deployment: string;
  readonly host: HostDeclaration;
  /** `us-east-1`, or an unresolved CDK token. */
  readonly region: string;
  /** The twelve digits, or an unresolved CDK token. */
  readonly account: string;
  /** The socket for programs of other users; undefined: this host serves none. */
  readonly tokenSocket: TokenSocketDeclaration | undefined;
}

/** The one bundled file of a release, and where it lies. */
export interface ReleaseSource {
  /** Name of the bucket, or an unresolved CDK token. */
  readonly bucket: string;
  /** Key of the file, or an unresolved CDK token. */
  readonly key: string;
  /** SHA-256 of the file, 64 lower-case hex digits, or an unresolved CDK token. */
  readonly sha256: string;
}

/** One hybrid activation of Systems Manager. */
export interface Activation {
  /** Or an unresolved CDK token. */
  readonly id: string;
  /** Good for one registration; never printed. Or an unresolved CDK token. */
  readonly code: string;
}
