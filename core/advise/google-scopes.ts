import type { StoredSecret } from './stored-secret.ts';

const PREFIX = 'https://www.googleapis.com/auth/';

/** What a grant of Google reaches: decides whether a robot can take the person's place. */
export type Reach =
  /** Mail, calendars, contacts: a robot has none of its own, and sees a person's only by delegation. */
  | 'personal'
  /** Files that their owner can share with a robot. */
  | 'shareable'
  /** Google Cloud, where roles are granted to robots. */
  | 'cloud'
  /** The scopes are not known. */
  | 'unknown';

/** The most personal of what the scopes reach. */
export function reachOf({ scopes }: Pick<StoredSecret, 'scopes'>): Reach {
  const names = scopes
    .map((scope) => (scope.startsWith(PREFIX) ? scope.slice(PREFIX.length) : scope))
    .filter((scope) => !IDENTITY.has(scope));
  if (names.length === 0) return 'unknown';
  if (names.every((name) => CLOUD.test(name))) return 'cloud';
  return names.every((name) => CLOUD.test(name) || SHAREABLE.test(name)) ? 'shareable' : 'personal';
}

/** An account of Google for everybody, whose owner has no administrator. */
export function isConsumer({ account }: Pick<StoredSecret, 'account'>): boolean {
  return account !== null && /@(?:gmail|googlemail)\.com$/i.test(account);
}

/** Say who somebody is and give no data. */
const IDENTITY: ReadonlySet<string> = new Set([
  'openid',
  'email',
  'profile',
  'userinfo.email',
  'userinfo.profile',
]);
const SHAREABLE = /^(?:spreadsheets|documents|presentations|drive|forms)(?:\.|$)/;
const CLOUD = /^(?:cloud-platform|bigquery|devstorage|pubsub|datastore|logging|monitoring|compute)(?:\.|$)/;
