import { z } from 'zod';
import type { AwsServerOptions } from './aws/aws-server.ts';
import type { AwsFault } from './aws/fault.ts';
import type { SimulatedAws } from './aws/simulated-aws.ts';
import type { PlainResource } from './cloudwatch/checked-properties.ts';
import { CLOUDWATCH_TYPES } from './cloudwatch/simulated-cloudwatch.ts';
import { type Authoriser, authoriser, type Denial } from './deployment/authoriser.ts';
import { pollEventSources } from './deployment/event-sources.ts';
import { type DeployedFunction, functionsOf } from './deployment/functions.ts';
import { provisioner } from './deployment/provision.ts';
import { type Json, parseJson } from './json.ts';
import type { LambdaOutcome } from './lambda-runtime/runtime-api.ts';
import { NotUnderstood } from './not-understood.ts';
import { type DeployedResource, deployStacks } from './template/deploy-stacks.ts';

/** Synthesized stacks, deployed into the simulator; their functions run as child processes. */
export interface DeployedApp {
  readonly aws: SimulatedAws;
  readonly resources: readonly DeployedResource[];
  /** Those of CloudWatch, for `simulateCloudWatch`. */
  readonly cloudWatch: readonly PlainResource[];
  /** Calls of functions that their roles did not allow. */
  readonly denials: readonly Denial[];
  readonly decide: Authoriser['decide'];
  readonly unused: Authoriser['unused'];
  /** The function whose name ends in this: `refresh`. */
  function(name: string): DeployedFunction;
  invoke(name: string, event: Json): Promise<LambdaOutcome>;
  /** Invokes what the schedules call, each with its own role. */
  tick(): Promise<readonly LambdaOutcome[]>;
  /** Takes one batch from each queue that feeds a function. */
  poll(): Promise<readonly LambdaOutcome[]>;
  /** Kills the function at its nth call to AWS from now on, counted from 1, before or after AWS did it. */
  dieAtCall(name: string, at: { call: number; done: boolean }): void;
  stop(): void;
}

export interface AppToDeploy {
  readonly stacks: readonly { readonly name: string; readonly template: Json }[];
  /** Folder with the bundles of the functions. */
  readonly bundles: string;
  /** Starts the simulator: what `simulatedAws()` gave. */
  readonly start: (options: Omit<AwsServerOptions, 'services'>) => Promise<SimulatedAws>;
  readonly account?: string;
  readonly region?: string;
  /** A test's own faults. @default nothing goes wrong */
  readonly fault?: AwsServerOptions['fault'];
}

/**
 * Deploys and authorises: every call of a function is decided by the policies that the templates hold. Other callers, as
 * tests and people are, may do everything.
 */
export async function deployApp(app: AppToDeploy): Promise<DeployedApp> {
  const place = { account: app.account ?? '123456789012', region: app.region ?? 'us-east-1' };
  let authorised: Authoriser | undefined;
  let dying: { role: string; left: number; done: boolean; kill: () => void } | undefined;

  const faultOf = (principal: string): AwsFault | undefined => {
    if (dying?.role !== principal) return undefined;
    dying.left -= 1;
    if (dying.left > 0) return undefined;
    const { kill, done } = dying;
    dying = undefined;
    kill();
    return { kind: done ? 'dropAfter' : 'dropBefore' };
  };
  const aws = await app.start({
    ...place,
    fault: (call) => faultOf(call.principal) ?? app.fault?.(call),
    authorize(call, permission) {
      if (!call.principal.startsWith('arn:') || !authorised) return 'allow';
      return authorised.decide(call.principal, permission).kind === 'allowed' ? 'allow' : 'deny';
    },
  });

  // A rotation schedule calls its function while the stacks are still being made.
  let open: (invoke: InvokeByService) => void = () => undefined;
  const opened = new Promise<InvokeByService>((resolve) => {
    open = resolve;
  });
  const whenOpen: InvokeByService = async (arn, call) => (await opened)(arn, call);
  aws.services.sns.invoke = async (arn, event) => {
    const [{ Sns }] = NOTIFICATION.parse(event).Records;
    return whenOpen(arn, { service: 'sns.amazonaws.com', source: { 'aws:SourceArn': Sns.TopicArn }, event });
  };
  aws.services.secretsManager.rotation.invoke = async (arn, event) => {
    const source = { 'aws:SourceAccount': place.account };
    return whenOpen(arn, { service: 'secretsmanager.amazonaws.com', source, event });
  };
  const create = provisioner(aws.services, { ...place, endpoint: aws.endpoint });
  const resources = await deployStacks({ ...place, stacks: app.stacks, create });
  const decider = authoriser(resources, place);
  authorised = decider;
  const functions = functionsOf(resources, {
    bundles: app.bundles,
    endpoint: aws.endpoint,
    region: place.region,
  });

  for (const { role } of functions) decider.assume('lambda.amazonaws.com', role, {});

  const functionNamed = (name: string): DeployedFunction => {
    const found = functions.find(
      (each) => each.arn === name || each.name === name || each.name.endsWith(`-${name}`),
    );
    if (!found) throw new NotUnderstood(`the function ${name}`);
    return found;
  };
  const invoke = async (name: string, event: Json) => {
    const { runtime, role, logGroup } = functionNamed(name);
    const before = runtime.lines.length;
    const outcome = await runtime.invoke(event);
    if (logGroup !== undefined) writeLog({ role, logGroup }, runtime.lines.slice(before));
    return outcome;
  };
  /** As the platform does it with the function's role. */
  const writeLog = ({ role, logGroup }: { role: string; logGroup: string }, lines: readonly string[]) => {
    const resource = `arn:aws:logs:${place.region}:${place.account}:log-group:${logGroup}:log-stream:1`;
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      if (decider.decide(role, { action, resource, context: {} }).kind === 'denied') return;
    }
    const events = aws.services.logs.groups.get(logGroup)?.events;
    for (const message of lines) events?.push({ stream: '1', timestamp: Date.now(), message });
  };
  const invokeByService: InvokeByService = async (arn, { service, source, event }) => {
    const asked = { action: 'lambda:InvokeFunction', resource: arn, context: source };
    if (decider.decide(service, asked).kind === 'denied') throw new Error(`${service} may not invoke ${arn}`);
    const outcome = await invoke(arn, parseJson(JSON.stringify(event)) ?? null);
    if (outcome.kind !== 'returned') throw new Error(`${arn}: ${JSON.stringify(outcome)}`);
    return outcome.value;
  };
  for (const { name } of functions) {
    aws.services.lambda.functions.set(name, async (event) => {
      const outcome = await invoke(name, event);
      if (outcome.kind !== 'returned') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      return outcome.value;
    });
  }
  open(invokeByService);

  return {
    aws,
    resources,
    cloudWatch: resources.filter(({ type }) => CLOUDWATCH_TYPES.has(type)),
    denials: decider.denials,
    decide: decider.decide,
    unused: decider.unused,
    function: functionNamed,
    invoke,
    async tick() {
      const outcomes: LambdaOutcome[] = [];
      for (const { type, properties } of resources) {
        if (type !== 'AWS::Scheduler::Schedule') continue;
        const { GroupName, Target } = SCHEDULE.parse(properties);
        const group = `arn:aws:scheduler:${place.region}:${place.account}:schedule-group/${GroupName}`;
        const source = { 'aws:SourceAccount': place.account, 'aws:SourceArn': group };
        const asked = { action: 'lambda:InvokeFunction', resource: Target.Arn, context: {} };
        const assumed = decider.assume('scheduler.amazonaws.com', Target.RoleArn, source);
        if (assumed.kind === 'denied' || decider.decide(Target.RoleArn, asked).kind === 'denied') continue;
        outcomes.push(await invoke(Target.Arn, parseJson(Target.Input) ?? null));
      }
      return outcomes;
    },
    poll: () => pollEventSources(resources, { aws, functions, invoke }),
    dieAtCall(name, { call, done }) {
      const { role, runtime } = functionNamed(name);
      dying = { role, left: call, done, kill: runtime.kill };
    },
    stop() {
      for (const { runtime } of functions) runtime.kill();
    },
  };
}

/** A service invokes a function, by the function's own policy. */
type InvokeByService = (
  arn: string,
  call: { service: string; source: Readonly<Record<string, string>>; event: unknown },
) => Promise<unknown>;

const NOTIFICATION = z.looseObject({
  Records: z.tuple([z.looseObject({ Sns: z.looseObject({ TopicArn: z.string() }) })]),
});

const SCHEDULE = z.looseObject({
  GroupName: z.string().default('default'),
  Target: z.looseObject({ Arn: z.string(), RoleArn: z.string(), Input: z.string() }),
});
