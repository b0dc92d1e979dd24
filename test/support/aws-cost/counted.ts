import { GAUGES } from '../../../core/wire.ts';
import { resourcesIn, type Templates } from '../synthesized-deployment.ts';

/** What the templates of a deployment hold, as far as it costs. */
export interface Counted {
  readonly resources: number;
  readonly secrets: number;
  readonly keys: number;
  readonly grants: number;
  readonly tokens: number;
  readonly hosts: number;
  /** Those of them that the declaration makes. */
  readonly declaredHosts: number;
  /** Those of them that are Lightsail instances. */
  readonly lightsailInstances: number;
  readonly daemons: number;
  readonly alarms: number;
  readonly compositeAlarms: number;
  readonly logAlarms: number;
  /** Those of metric filters, and the gauges of `refresh`. */
  readonly metrics: number;
}

export function counted(templates: Templates): Counted {
  const resources = resourcesIn(templates);
  const count = (type: string) => resources.filter((resource) => resource.type === type).length;
  const filters = resources.filter(({ type }) => type === 'AWS::Logs::MetricFilter');
  const daemonMetrics = new Set(
    filters.map(({ properties }) => {
      const [transformation] = [properties.MetricTransformations].flat();
      return JSON.stringify(transformation, ['MetricNamespace', 'MetricName']);
    }),
  );
  return {
    resources: resources.length,
    secrets: count('AWS::SecretsManager::Secret'),
    keys: count('AWS::KMS::Key'),
    grants: resources.filter(
      ({ type, properties }) => type === 'AWS::SSM::Parameter' && String(properties.Name).includes('/grant/'),
    ).length,
    tokens: count('AWS::SecretsManager::RotationSchedule'),
    hosts: resources.filter(({ type, stack }) => type === 'AWS::SQS::Queue' && stack.includes('-hosts-'))
      .length,
    declaredHosts: count('AWS::SSM::Association'),
    lightsailInstances: count('AWS::Lightsail::Instance'),
    daemons: count('AWS::CloudWatch::LogAlarm'),
    alarms: count('AWS::CloudWatch::Alarm'),
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    logAlarms: count('AWS::CloudWatch::LogAlarm'),
    metrics: daemonMetrics.size + Object.keys(GAUGES).length,
  };
}
