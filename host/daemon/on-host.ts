import { Fault } from '../../core/fault.ts';

/**
 * A failure with the remedy that helps on a host: nobody is signed in there, and a person's session must not be, so what
 * is said of the credentials of a person is about the identity of the host.
 */
export function onHost(failure: unknown): unknown {
  if (!(failure instanceof Fault) || failure.code !== 'AwsCredentials') return failure;
  const { code, message, retryable, cause } = failure;
  return new Fault({
    code,
    message,
    remedy:
      'see who gives this host its identity: systemctl status amazon-ssm-agent evergrant-identity.service, on EC2 the role of the instance; then: sudo evergrant-host self-test',
    retryable,
    cause,
  });
}
