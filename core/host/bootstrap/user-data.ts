import type { Activation } from './bootstrap-options.ts';
import { bootstrapScript } from './bootstrap-script.ts';
import { hereDocument } from './shell-word.ts';

/** Options of {@link ec2UserData}. */
export interface UserDataOptions {
  readonly deployment: string;
  readonly host: { readonly name: string };
  /** `us-east-1`, or an unresolved CDK token. */
  readonly region: string;
}

/** Options of {@link lightsailUserData}. */
export interface LightsailUserDataOptions extends UserDataOptions {
  /** Stays readable in the instance's metadata: one registration, short-lived, is all that it may be good for. */
  readonly activation: Activation;
}

/** What EC2 and Lightsail take, in bytes before Base64. */
export const MOST_USER_DATA = 16_384;

/**
 * User data of an EC2 instance with Amazon Linux 2023. Its role must be allowed to read the update document, which has to
 * be there before the instance.
 * @throws Fault `UnquotableValue`
 */
export function ec2UserData(options: UserDataOptions): string {
  return `#!/bin/bash\n${bootstrapScript({ ...options, activation: undefined, console: true })}`;
}

/**
 * User data of a Lightsail instance. Lightsail puts a prelude of its own before it and runs both as `/bin/sh`, so that
 * a first line for bash would be a comment: bash is called by name.
 * @throws Fault `UnquotableValue`
 */
export function lightsailUserData(options: LightsailUserDataOptions): string {
  const renew = `declare ${options.host.name} with another zone or bundle, then deploy: that makes it anew, with a new activation`;
  const text = bootstrapScript({ ...options, activation: { ...options.activation, renew }, console: true });
  return `#!/bin/bash\n${hereDocument('exec /bin/bash', { text, kind: 'bootstrap' })}`;
}
