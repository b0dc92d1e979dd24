import { applies } from '../forecast/forecast.ts';
import type { Declaration, GrantDeclaration, SinkDeclaration, SupervisedDaemon } from './declaration.ts';
import type { Lint } from './lint.ts';

/** What a declaration says that works and deserves a second look. */
export function lintsOf(declaration: Omit<Declaration, 'lints'>): readonly Lint[] {
  return [
    ...nobodyIsTold(declaration),
    ...[...declaration.grants.values()].flatMap(unknownLifetime),
    ...[...declaration.sinks.values()].flatMap(readableByAll),
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
function unknownLifetime({ name, client, scopes }: GrantDeclaration): readonly Lint[] {
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

const OTHERS = 0o007;

function readableByAll({ name, mode }: SinkDeclaration): readonly Lint[] {
  if ((mode & OTHERS) === 0) return [];
  const message = 'every user of this host can reach the token; use 0600 with an owner, or 0640';
  return [{ code: 'ReadableByAll', path: `sinks.${name}.mode`, message }];
}

const LOOKS_LIKE_A_TOKEN = /TOKEN|SECRET|PASSWORD|CREDENTIAL|API_?KEY/i;
/** Names that tell where a secret is, and hold none. */
const NAMES_A_PLACE = /_(FILE|PATH|DIR|URL|NAME)$/i;

function environmentDelivery({ name, environment }: SupervisedDaemon): readonly Lint[] {
  return Object.keys(environment)
    .filter((variable) => LOOKS_LIKE_A_TOKEN.test(variable) && !NAMES_A_PLACE.test(variable))
    .map((variable) => ({
      code: 'EnvironmentDelivery',
      path: `daemons.${name}.environment.${variable}`,
      message:
        'a running process keeps the environment that it was started with, so a fresh token never reaches it; deliver by a sink',
    }));
}
