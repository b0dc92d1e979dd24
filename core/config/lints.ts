import { applies } from '../forecast/forecast.ts';
import { agentTokenLints } from './agent-token-lints.ts';
import type { ApiKeyDeclaration } from './api-key-declaration.ts';
import type { SupervisedDaemon } from './daemon-declaration.ts';
import type { Declaration } from './declaration.ts';
import type { GrantDeclaration } from './grant-declaration.ts';
import { hostLints } from './host-lints.ts';
import type { Lint } from './lint.ts';
import type { SinkDeclaration } from './sink-declaration.ts';

/** What a declaration says that works and deserves a second look. */
export function lintsOf(declaration: Omit<Declaration, 'lints'>): readonly Lint[] {
  return [
    ...nobodyIsTold(declaration),
    ...[...declaration.grants.values()].flatMap((grant) => [
      ...unknownLifetime(grant),
      ...keyWithoutEnd(grant),
    ]),
    ...[...declaration.apiKeys.values()].flatMap(managesItself),
    ...agentTokenLints(declaration),
    ...hostLints(declaration),
    ...[...declaration.sinks.values()].flatMap((sink) => [...readableByAll(sink), ...secretConstants(sink)]),
    ...[...declaration.daemons.values()].flatMap((daemon) =>
      daemon.kind === 'supervised' ? environmentDelivery(daemon) : [],
    ),
  ];
}

function nobodyIsTold({ alerts }: Pick<Declaration, 'alerts'>): readonly Lint[] {
  if (alerts.size > 0) return [];
  const message =
    'nobody is told: incidents show only on the terminal of "evergrant up"; declare a file, webhook or slack channel';
  return [{ code: 'NobodyIsTold', path: 'alerts', message }];
}

/** Promise 12: a grant whose end nobody can foresee dies without a warning. */
function unknownLifetime(grant: GrantDeclaration): readonly Lint[] {
  if (grant.kind !== 'consent') return [];
  const { name, client, scopes } = grant;
  const { base, overrides } = client.issuer;
  if (overrides.grantLife !== undefined || overrides.idleLife !== undefined) return [];
  const rules = base.kind === 'preset' ? base.preset.lifeRules : [];
  const { publishingStatus } = client;
  const path = `grants.${name}`;
  if (
    publishingStatus === undefined &&
    rules.some((rule) => applies(rule, { publishingStatus: 'testing', scopes }) && rule.publishingStatus)
  ) {
    const message = `the publishing status of client ${JSON.stringify(client.name)} is not declared, and in testing its grants end early; write "publishingStatus: production" or "testing"`;
    return [{ code: 'UnknownLifetime', path, message }];
  }
  if (rules.some((rule) => applies(rule, { publishingStatus, scopes }))) return [];
  const message =
    'no end of this grant is known unless its issuer states one, so no warning comes before it; declare grantLifetime or idleLifetime of the issuer';
  return [{ code: 'UnknownLifetime', path, message }];
}

/** A key has no end of its own, and whoever copies its file is the service account until somebody deletes it. */
function keyWithoutEnd({ kind, name }: GrantDeclaration): readonly Lint[] {
  if (kind !== 'service-account') return [];
  const message =
    'the key of a service account works until somebody deletes it, in any hands; on AWS "kind: aws-federation" needs no key, elsewhere make a new one every 90 days';
  return [{ code: 'KeyWithoutEnd', path: `grants.${name}`, message }];
}

/** Whoever reads such a key out of a sink can make keys of his own. */
function managesItself({ name, rotation }: ApiKeyDeclaration): readonly Lint[] {
  if (rotation?.managedBy !== name) return [];
  const message = `its consumers hold a key that may make and delete keys (${rotation.api.managingScopes.value.join(', ')}); declare another API key for that and name it in managedBy`;
  return [{ code: 'KeyManagesItself', path: `apiKeys.${name}`, message }];
}

const OTHERS = 0o007;

function readableByAll({ name, mode }: SinkDeclaration): readonly Lint[] {
  if (mode === undefined || (mode & OTHERS) === 0) return [];
  const message = 'every user of this host can reach the token; use 0600 with an owner, or 0640';
  return [{ code: 'ReadableByAll', path: `sinks.${name}.mode`, message }];
}

const LOOKS_LIKE_A_TOKEN = /TOKEN|SECRET|PASSWORD|CREDENTIAL|API_?KEY/i;
/** Names that tell where a secret is, and hold none. */
const NAMES_A_PLACE = /_(FILE|PATH|DIR|URL|NAME)$|^GOOGLE_APPLICATION_CREDENTIALS$/i;
/** A path of two parts or more; base64 may begin with a slash, and hardly is without `+` and `=`. */
const IS_A_PATH = /^(?:~|\.{1,2})?\/[\w.@ -]+(?:\/[\w.@ -]+)+$|^(?:~|\.{1,2})\/[\w.@ -]+$/;

function secretConstants({ name, shape }: SinkDeclaration): readonly Lint[] {
  const fields = 'fields' in shape ? [...shape.fields] : [];
  return fields.flatMap(([field, value]) =>
    value.kind === 'constant' && typeof value.value === 'string' && LOOKS_LIKE_A_TOKEN.test(field)
      ? [
          {
            code: 'SecretConstant',
            path: `sinks.${name}.fields.${field}`,
            message:
              'its name says that it is a secret, and a constant is for everybody who reads this file to see',
          },
        ]
      : [],
  );
}

function environmentDelivery({ name, environment, tokens, restart }: SupervisedDaemon): readonly Lint[] {
  const constants = Object.entries(environment)
    .filter(([variable]) => LOOKS_LIKE_A_TOKEN.test(variable) && !NAMES_A_PLACE.test(variable))
    .filter(([, value]) => !IS_A_PATH.test(value))
    .map(([variable]) => ({
      code: 'EnvironmentDelivery' as const,
      path: `daemons.${name}.environment.${variable}`,
      message:
        'a running process keeps the environment that it was started with, so a fresh token never reaches it; deliver by a sink',
    }));
  const tokensOfRuns = tokens.flatMap((use) =>
    use.via === 'environment'
      ? [
          {
            code: 'EnvironmentDelivery' as const,
            path: `daemons.${name}.uses`,
            message: kept(use.variable, restart),
          },
        ]
      : [],
  );
  return [...constants, ...tokensOfRuns];
}

function kept(variable: string, restart: SupervisedDaemon['restart']): string {
  return restart
    ? `a running process never sees a newer ${variable}: this daemon is restarted for each, and children that outlive it keep the old one; a sink or "via: socket" needs no restart`
    : `a running process never sees a newer ${variable}, nor do its children; deliver by a sink or "via: socket", or with keepRunning write "onNewToken: restart"`;
}
