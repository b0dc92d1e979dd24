import { HOST_NAME } from '../../core/config/host-declaration.ts';
import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import { Fault } from '../../core/fault.ts';
import { MOST_ACTIVATION_HOURS } from '../../core/host/activation.ts';
import { HOUR, type Milliseconds } from '../../core/time.ts';
import { hostRoleName } from '../../core/wire.ts';

/** What `ResourceProperties` of `Custom::EvergrantActivation` say. */
export interface ActivationProperties {
  readonly deployment: string;
  readonly host: string;
  /** Names the machine; any text, which changes when the machine does. */
  readonly replacement: string;
  /** How long the machine has to register. @default 24 hours */
  readonly life: Milliseconds;
}

/** @throws Fault `ResourceInvalid` that names the property, what stands there and what was expected */
export function readProperties(raw: unknown, deployment: string): ActivationProperties {
  if (!isMapping(raw)) throw propertyRefused('ResourceProperties', { is: raw, expected: 'properties' });
  const its = textIn(raw, 'Deployment');
  if (its !== deployment)
    throw propertyRefused('Deployment', { is: its, expected: `${deployment}, which this function is of` });
  const host = textIn(raw, 'Host');
  if (!HOST_NAME.test(host))
    throw propertyRefused('Host', { is: host, expected: 'the name of a declared host' });
  const role = hostRoleName(deployment, host);
  if (textIn(raw, 'RoleName') !== role)
    throw propertyRefused('RoleName', { is: raw.RoleName, expected: role });
  return { deployment, host, replacement: textIn(raw, 'Replacement'), life: lifeIn(raw) };
}

function textIn(raw: RawMapping, property: string): string {
  const value = raw[property];
  if (typeof value === 'string' && value !== '') return value;
  throw propertyRefused(property, { is: value, expected: 'a text' });
}

/** CloudFormation gives numbers as texts. */
function lifeIn({ ExpiresInHours: given = '24' }: RawMapping): Milliseconds {
  const hours = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : given;
  if (typeof hours === 'number' && Number.isInteger(hours) && hours >= 1 && hours <= MOST_ACTIVATION_HOURS)
    return hours * HOUR;
  throw propertyRefused('ExpiresInHours', {
    is: given,
    expected: `a whole number of hours from 1 to ${MOST_ACTIVATION_HOURS}`,
  });
}

function propertyRefused(property: string, { is, expected }: { is: unknown; expected: string }): Fault {
  const shown = is === undefined ? 'missing' : JSON.stringify(is).slice(0, 80);
  return new Fault({
    code: 'ResourceInvalid',
    message: `property ${property} of the activation is ${shown}, and not ${expected}`,
    remedy: 'make the template with the constructs of this version: npm run build, then npx cdk deploy --all',
  });
}
