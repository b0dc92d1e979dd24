import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';

/** What `refresh` is called for. */
export type RefreshEvent =
  /** The schedule: look at whatever is due. */
  | { readonly kind: 'tick' }
  /** Grants that a tick passed on, with the ids by which the queue knows them. */
  | { readonly kind: 'batch'; readonly messages: readonly QueuedGrant[] }
  /** A person or a host wants another token than the one with this fingerprint; null: whatever the one in force. */
  | {
      readonly kind: 'request';
      readonly grant: string;
      readonly unlessFingerprint: string | null;
      readonly over: Over;
    }
  /** Somebody needs a token that lives at least this long: one refresh for all who ask. */
  | { readonly kind: 'needed'; readonly grant: string; readonly minValidSeconds: number; readonly over: Over }
  /** A daemon was refused; `evidence` are redacted lines of its log. */
  | {
      readonly kind: 'refused';
      readonly grant: string;
      readonly daemon: string;
      readonly fingerprint: string | null;
      readonly evidence: readonly string[];
    };

/** How a request came, and so how it is answered. */
export type Over = 'invoke' | 'url';

export interface QueuedGrant {
  readonly messageId: string;
  /** undefined for a message that is none of ours. */
  readonly grant: string | undefined;
}

/** @returns undefined for an event that `refresh` does not know */
export function readRefreshEvent(event: unknown): RefreshEvent | undefined {
  if (!isMapping(event)) return undefined;
  if (Array.isArray(event.Records)) return { kind: 'batch', messages: event.Records.flatMap(queued) };
  if (event.version === '2.0' && isMapping(event.requestContext)) return ofUrl(event);
  if (event.evergrant === 'tick') return { kind: 'tick' };
  if (event.evergrant === 'refresh') return request(event, 'invoke');
  return event.evergrant === 'refused' ? refused(event) : undefined;
}

function queued(record: unknown): readonly QueuedGrant[] {
  if (!isMapping(record) || typeof record.messageId !== 'string') return [];
  const body = parseJson(record.body);
  const grant = isMapping(body) && body.schema === 1 ? textOf(body.credential) : undefined;
  return [{ messageId: record.messageId, grant }];
}

/** A request over the function URL, whose caller IAM has authorised before it comes here. */
function ofUrl(event: RawMapping): RefreshEvent | undefined {
  const text =
    event.isBase64Encoded === true && typeof event.body === 'string'
      ? Buffer.from(event.body, 'base64').toString()
      : event.body;
  const body = parseJson(text);
  return isMapping(body) && body.evergrant === 'refresh' ? request(body, 'url') : undefined;
}

function request(event: RawMapping, over: Over): RefreshEvent | undefined {
  const grant = textOf(event.credential);
  if (grant === undefined) return undefined;
  const { minValidSeconds } = event;
  if (typeof minValidSeconds === 'number' && minValidSeconds >= 0)
    return { kind: 'needed', grant, minValidSeconds, over };
  return { kind: 'request', grant, unlessFingerprint: textOf(event.unlessFingerprint) ?? null, over };
}

function refused(event: RawMapping): RefreshEvent | undefined {
  const grant = textOf(event.credential);
  const daemon = textOf(event.daemon);
  if (grant === undefined || daemon === undefined) return undefined;
  const evidence = Array.isArray(event.evidence)
    ? event.evidence.filter((line) => typeof line === 'string')
    : [];
  return { kind: 'refused', grant, daemon, fingerprint: textOf(event.fingerprint) ?? null, evidence };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
