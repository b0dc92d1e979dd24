import { CfnLogAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CompositePrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { serviceOfThisAccount } from '../service-principal.ts';

/** What starts a query of a log group. */
const START = ['logs:StartQuery'];

/** What goes on with a query that was started; IAM knows no resource for these. */
const FETCH = ['logs:StopQuery', 'logs:GetQueryResults', 'logs:DescribeLogGroups'];

/** Refusals of one credential, within the look-back, that are worth a message. */
const REFUSALS = 3;

/** A day's back-off and the time that lines take to arrive. */
const LOOK_BACK_SECONDS = 26 * 3600;

/** Lines younger than that may not all be there yet. */
const ARRIVAL_SECONDS = 120;

export interface RefusedByCredentialProps {
  readonly alarmName: string;
  readonly description: string;
  readonly logGroup: ILogGroup;
  /** Condition of a Logs Insights query that a refusal fulfils. */
  readonly refused: string;
  readonly topic: ITopic;
}

/**
 * An alarm on a Logs Insights query, which rings for each credential by its name. It finds lines that no metric counts
 * apart. It does not hold under back-off and goes back to OK a day late, so that closes only what this alarm itself began.
 */
export class RefusedByCredential extends Construct {
  readonly alarm: CfnLogAlarm;

  constructor(scope: Construct, id: string, props: RefusedByCredentialProps) {
    super(scope, id);
    const { logGroup } = props;
    const role = new Role(this, 'Role', {
      // Which of the two assumes it is not documented: docs/unproven-on-aws.md.
      assumedBy: new CompositePrincipal(
        serviceOfThisAccount(this, 'logs.amazonaws.com'),
        serviceOfThisAccount(this, 'cloudwatch.amazonaws.com'),
      ),
      description: `Runs the query of the alarm ${props.alarmName}`,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({ sid: 'ThisLog', actions: [...START], resources: [logGroup.logGroupArn] }),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({ sid: 'RunningQueries', actions: [...FETCH], resources: ['*'] }),
    );
    acknowledgeWildcards(role, {
      resources: ['*'],
      reason: 'IAM knows no resource for a query that runs; the query itself is started on one log group',
    });
    this.alarm = new CfnLogAlarm(this, 'Alarm', {
      alarmName: props.alarmName,
      alarmDescription: props.description,
      alarmActions: [props.topic.topicArn],
      okActions: [props.topic.topicArn],
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: REFUSALS,
      queryResultsToAlarm: 1,
      queryResultsToEvaluate: 1,
      treatMissingData: 'notBreaching',
      scheduledQueryConfiguration: {
        queryString: byCredential(props.refused),
        aggregationExpression: 'count(*) by credential',
        logGroupIdentifiers: [logGroup.logGroupName],
        scheduledQueryRoleArn: role.roleArn,
        scheduleConfiguration: {
          scheduleExpression: 'rate(15 minutes)',
          startTimeOffset: LOOK_BACK_SECONDS,
          endTimeOffset: ARRIVAL_SECONDS,
        },
      },
    });
    this.alarm.node.addDependency(role);
  }
}

/** The name in brackets at the start of a daemon's line, or the grant in its supervisor's. */
function byCredential(refused: string): string {
  return [
    'fields @timestamp, @message',
    `filter ${refused}`,
    'parse @message /(?:\\[|"grant":")(?<credential>[A-Za-z0-9._-]+)/',
  ].join('\n| ');
}
