import { SSMClient } from '@aws-sdk/client-ssm';
import { sendAnswer } from '../../adapters/cloudformation/send-answer.ts';
import { structuredEvents } from '../../adapters/cloudwatch-logs/structured-events.ts';
import { nodeDigest as digest } from '../../adapters/node/node-digest.ts';
import { systemClock as clock } from '../../adapters/node/system-clock.ts';
import { systemActivations } from '../../adapters/systems-manager/system-activations.ts';
import { SECOND } from '../../core/time.ts';
import { ENVIRONMENT } from '../../core/wire.ts';
import { protectMemory } from '../../host/protect-memory.ts';
import { readVariable } from '../shared/environment.ts';
import { findingOf } from '../shared/finding-of.ts';
import { createActivationHandler } from './handler.ts';

protectMemory();
const announce = structuredEvents();

/** One try for each call: a creation that is repeated makes two. Whole requests are tried again instead. */
const ssm = new SSMClient({
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 3 * SECOND,
    requestTimeout: 8 * SECOND,
    throwOnRequestTimeout: true,
  },
});

/**
 * The custom resource `Custom::EvergrantActivation`: one hybrid activation of Systems Manager for one Lightsail host.
 * CloudFormation has no resource for that.
 *
 * Properties: `Deployment`; `Host`; `RoleName`, the role of the host; `ExpiresInHours`, 24 by default; `Replacement`, any
 * text that changes when the machine does. Attributes: `ActivationId`, which is the physical id too, and
 * `ActivationCode`, hidden.
 *
 * - Create makes an activation. Repeated with the same `RequestId`, it leaves one. A create that fails leaves none.
 * - Update with another `Replacement` or `Host` makes another, and CloudFormation deletes the old one when everything
 *   else is done. Back to a machine that is still registered, as after a deploy that failed, it keeps that machine's
 *   activation. Every other update changes nothing, also `ExpiresInHours`, which counts for the next one.
 * - Delete deregisters each machine that registered by the activation, then deletes it.
 *
 * The code of an activation is shown once, when it is made. After an update that keeps an activation the attribute
 * `ActivationCode` is `CODE_GONE` of answer.ts: the user data of the instance change by it, which does nothing to an instance
 * of Lightsail that is there, and no code is good for a second machine anyway.
 */
export const handler = createActivationHandler({
  deployment: () => readVariable(process.env, ENVIRONMENT.deployment),
  activations: (deployment) => systemActivations(ssm, deployment),
  digest,
  clock,
  send: (sending) => sendAnswer({ ...sending, clock }),
  failed: (error) => announce.event(findingOf(error, clock.now())),
});
