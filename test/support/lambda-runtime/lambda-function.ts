import type { Json } from '../json.ts';
import { type LambdaInstance, type LambdaSettings, startLambdaInstance } from './lambda-instance.ts';
import type { LambdaOutcome } from './runtime-api.ts';

/** A function with as many instances as it has events at once. */
export interface LambdaFunction {
  /** Uses an idle instance, or starts one: the same event given twice at once runs twice. */
  invoke(event: Json): Promise<LambdaOutcome>;
  /** Kills whatever runs; the next event starts afresh. */
  kill(): void;
  /** What all its instances printed, by instance. */
  readonly lines: readonly string[];
  /** How many processes were started. */
  readonly starts: number;
}

export function lambdaFunction(settings: LambdaSettings): LambdaFunction {
  const instances: LambdaInstance[] = [];
  return {
    async invoke(event) {
      const idle = instances.find(({ alive, busy }) => alive && !busy);
      if (idle) return idle.invoke(event);
      const started = await startLambdaInstance(settings);
      instances.push(started);
      return started.invoke(event);
    },
    kill() {
      for (const instance of instances) if (instance.alive) instance.kill();
    },
    get lines() {
      return instances.flatMap(({ lines }) => lines);
    },
    get starts() {
      return instances.length;
    },
  };
}
