import { AwsError, notSimulated } from './aws-error.ts';
import type { AwsCall, AwsPermission, AwsService } from './aws-service.ts';
import { type AwsFault, DroppedConnection } from './fault.ts';
import type { Signer } from './signer.ts';

/** What a test may do to every call. */
export interface ServerHooks {
  /** Asked once for each permission of a call. @default everything is allowed */
  readonly authorize?: (call: AwsCall, permission: Required<AwsPermission>) => 'allow' | 'deny';
  /** Asked once for each call, before it is authorised. @default nothing goes wrong */
  readonly fault?: (call: AwsCall) => AwsFault | undefined;
}

export interface Dispatching {
  readonly services: readonly AwsService[];
  readonly account: string;
  readonly now: () => number;
  readonly hooks: ServerHooks;
  readonly record: (call: AwsCall & { readonly failure: string | undefined }) => void;
}

/** A call as it was read from the wire. */
export interface Incoming {
  readonly service: AwsService;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly signer: Signer;
  readonly via?: string;
}

/** Runs calls: fault, check of members, authorisation, action. */
export function dispatcher(at: Dispatching): (incoming: Incoming) => Promise<unknown> {
  const dispatch = async (incoming: Incoming): Promise<unknown> => {
    const call = callOf(incoming);
    try {
      const answer = await run(call, incoming);
      at.record({ ...call, failure: undefined });
      return answer;
    } catch (error) {
      at.record({ ...call, failure: failureOf(error) });
      throw error;
    }
  };

  const callOf = ({ service, action, input, signer, via }: Incoming): AwsCall => ({
    action: `${service.iamName ?? service.name}:${action}`,
    principal: signer.principal,
    region: signer.region,
    account: at.account,
    via,
    input,
    now: at.now(),
    onward: (name, onwardAction, onwardInput) => {
      const next = at.services.find((each) => each.name === name);
      if (!next?.actions[onwardAction]) throw notSimulated(`the action ${onwardAction} of ${name}`);
      return dispatch({ service: next, action: onwardAction, input: onwardInput, signer, via: service.name });
    },
  });

  const run = async (call: AwsCall, { service, action }: Incoming): Promise<unknown> => {
    const fault = at.hooks.fault?.(call);
    if (fault?.kind === 'throttle') throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (fault?.kind === 'refuse') throw fault.error;
    if (fault?.kind === 'dropBefore') throw new DroppedConnection('dropped before');
    if (fault?.kind === 'hold') await fault.until;
    const prepared = service.actions[action]?.prepare(call);
    if (!prepared) throw notSimulated(`the action ${call.action}`);
    for (const permission of prepared.permissions) demand(call, permission);
    const answer = await prepared.run();
    if (fault?.kind === 'dropAfter') throw new DroppedConnection('dropped after');
    return answer;
  };

  const demand = (call: AwsCall, permission: AwsPermission) => {
    const { resource, context = {}, action = call.action } = permission;
    if (at.hooks.authorize?.(call, { resource, context, action }) !== 'deny') return;
    throw new AwsError(
      'AccessDeniedException',
      `User: ${call.principal} is not authorized to perform: ${action} on resource: ${resource}`,
      { queryCode: 'AccessDenied' },
    );
  };

  return dispatch;
}

function failureOf(error: unknown): string {
  if (error instanceof DroppedConnection) return 'dropped';
  return error instanceof AwsError ? error.code : 'InternalFailure';
}
