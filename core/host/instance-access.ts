import type { SecretText } from '../secret-text.ts';
import type { Instant } from '../time.ts';

/** Temporary access to a machine by SSH: a key pair with a certificate, and the keys by which the machine is known. */
export interface InstanceAccess {
  /** Name of the instance. */
  readonly instance: string;
  readonly user: string;
  /** Public addresses, those of version 4 first; never empty. */
  readonly addresses: readonly string[];
  /** One line, as OpenSSH writes it. */
  readonly certificate: string;
  readonly privateKey: SecretText;
  /** The machine's own public keys; never empty. */
  readonly hostKeys: readonly HostKey[];
  /** From then on no new connection can be made with it. */
  readonly expiresAt: Instant;
}

/** A public key of a machine. */
export interface HostKey {
  /** As its own bytes say: `ssh-ed25519`. */
  readonly type: string;
  /** Its bytes in base64. */
  readonly key: string;
}
