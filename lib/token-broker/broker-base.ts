import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type FunctionName, functionName, GAUGE_NAMESPACE, GAUGES } from '../../core/wire.ts';

/** Over the function URL or by a call of the function: AWS wants both rights for the first. */
const REQUEST_REFRESH = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];

/** What refreshes the grants of a deployment. */
export interface ITokenBroker {
  readonly deployment: string;
  /** The customer key. */
  readonly key: IKey;
  /** ARN of the function that Secrets Manager calls to rotate a token. */
  readonly rotateFunctionArn: string;
  /** Lets somebody ask for a refresh of any grant; the answer holds no token. */
  grantRequestRefresh(grantee: IGrantable): Grant;
  /** 1 for each minute in which `refresh` ran. Missing data means that nobody refreshes. */
  metricHeartbeat(options?: MetricOptions): Metric;
  /** Highest number of failures in a row over all grants; 100 for one that only a person can renew. */
  metricConsecutiveFailures(options?: MetricOptions): Metric;
  /** Shortest life left of a token in force, in seconds; negative once it is over, absent while there is none. */
  metricSecondsToExpiry(options?: MetricOptions): Metric;
  /** Incidents that are open. */
  metricOpenIncidents(options?: MetricOptions): Metric;
  /** Grants that were due five minutes ago or longer. */
  metricOverdue(options?: MetricOptions): Metric;
  /** Hosts that reported within the last week and not within the last 15 minutes. */
  metricHostsSilent(options?: MetricOptions): Metric;
  /** Runs of a function that ended with an error. */
  metricErrors(name: FunctionName, options?: MetricOptions): Metric;
}

/**
 * What every broker can do, whoever made it: all of it follows from names. There is no metric for a single grant: a
 * thousand of them would cost more than the rest of the deployment, and `evergrant status` knows.
 */
export abstract class BrokerBase extends Construct implements ITokenBroker {
  abstract readonly deployment: string;
  abstract readonly key: IKey;

  get rotateFunctionArn(): string {
    return this.#functionArn('rotate');
  }

  grantRequestRefresh(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: [...REQUEST_REFRESH],
      resourceArns: [this.#functionArn('refresh')],
    });
  }

  metricHeartbeat(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.heartbeat, { statistic: Stats.SUM, ...options });
  }

  metricConsecutiveFailures(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.consecutiveFailures, { statistic: Stats.MAXIMUM, ...options });
  }

  metricSecondsToExpiry(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.secondsToExpiry, { statistic: Stats.MINIMUM, ...options });
  }

  metricOpenIncidents(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.openIncidents, { statistic: Stats.MAXIMUM, ...options });
  }

  metricOverdue(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.overdue, { statistic: Stats.MAXIMUM, ...options });
  }

  metricHostsSilent(options?: MetricOptions): Metric {
    return this.#gauge(GAUGES.hostsSilent, { statistic: Stats.MAXIMUM, ...options });
  }

  metricErrors(name: FunctionName, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: functionName(this.deployment, name) },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    });
  }

  #gauge(metricName: string, options: MetricOptions): Metric {
    return new Metric({
      namespace: GAUGE_NAMESPACE,
      metricName,
      dimensionsMap: { Deployment: this.deployment },
      period: Duration.minutes(1),
      ...options,
    });
  }

  /** By its name, so that a policy that names the function does not wait for it, nor the function for the policy. */
  #functionArn(name: FunctionName): string {
    return Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName(this.deployment, name),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
