import type { IamRequest } from './iam-request.ts';

/** A request as a table of a test holds it: the action, what it is done to, and the condition keys of the request. */
export type AccessRequest = readonly [
  action: string,
  resource: string,
  context?: Readonly<Record<string, string>>,
];

export function requestOf([action, resource, context = {}]: AccessRequest): Omit<IamRequest, 'principal'> {
  return { action, resource, context };
}
