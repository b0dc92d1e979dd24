import { AwsError, notSimulated } from '../aws-error.ts';
import type { WireAnswer, WireProtocol } from './wire.ts';

/** AWS JSON 1.0 and 1.1: the action in the header `X-Amz-Target`, members as JSON both ways. */
export function jsonProtocol(version: '1.0' | '1.1'): WireProtocol {
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, ...headers },
    body: jsonText(body),
  });
  return {
    read(request, service) {
      const [target, action] = String(request.headers['x-amz-target']).split('.');
      const wanted = service.protocol.kind === 'json' ? service.protocol.target : '';
      if (target !== wanted || action === undefined || !service.actions[action])
        throw notSimulated(`the action ${request.headers['x-amz-target']} of ${service.name}`);
      return { action, input: jsonMembers(request.body) };
    },
    write: (output) => answer(200, output ?? {}),
    refuse: (error) =>
      answer(
        error.status,
        { __type: error.code, message: error.message, Message: error.message, ...error.members },
        error.queryCode === undefined ? {} : { 'x-amzn-query-error': `${error.queryCode};Sender` },
      ),
  };
}

/** Dates as epoch seconds, bytes as base64. */
export function jsonText(value: unknown): string {
  return JSON.stringify(plain(value));
}

/** @throws AwsError `SerializationException` for what is no JSON object */
export function jsonMembers(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'the body is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new AwsError('SerializationException', 'the body is not a JSON object');
  return Object.fromEntries(Object.entries(parsed));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
