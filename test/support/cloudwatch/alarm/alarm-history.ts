import { NotUnderstood } from '../../not-understood.ts';
import type { Alarm, Contributor } from './alarm.ts';
import type { AlarmState } from './alarm-state.ts';

/** An alarm changed its state. */
export interface Transition {
  readonly at: number;
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** A transition told somebody, once. */
export interface AlarmAction extends Transition {
  readonly description: string | undefined;
  /** Whom: the ARN of a topic or a function. */
  readonly arn: string;
  /** The group of a log alarm that breached; such an alarm tells each group that enters ALARM. */
  readonly contributor: Contributor | undefined;
}

/** The states of all alarms. Actions are called on transitions only: an alarm that stays in ALARM says nothing more. */
export class AlarmHistory {
  readonly transitions: Transition[] = [];
  private readonly states = new Map<string, AlarmState>();
  private readonly told = new Map<string, ReadonlySet<string>>();
  private readonly onAction: ((action: AlarmAction) => void) | undefined;

  constructor(onAction: ((action: AlarmAction) => void) | undefined) {
    this.onAction = onAction;
  }

  create(name: string): void {
    if (this.states.has(name)) throw new NotUnderstood(`two alarms with the name ${name}`);
    this.states.set(name, 'INSUFFICIENT_DATA');
  }

  stateOf(name: string): AlarmState {
    const state = this.states.get(name);
    if (state === undefined) throw new NotUnderstood(`the alarm ${name} does not exist`);
    return state;
  }

  evaluate(alarm: Alarm, at: number): void {
    const from = this.stateOf(alarm.name);
    const to = alarm.evaluate(at, from);
    const transition = { at, alarm: alarm.name, from, to };
    this.states.set(alarm.name, to);
    if (from !== to) this.transitions.push(transition);
    const raised = alarm.contributors?.() ?? [];
    for (const contributor of this.newContributors(alarm.name, raised))
      this.tell(alarm, { ...transition, contributor });
    if (from !== to && raised.length === 0) this.tell(alarm, { ...transition, contributor: undefined });
  }

  private newContributors(name: string, raised: readonly Contributor[]): readonly Contributor[] {
    const before = this.told.get(name);
    const keyOf = ({ attributes }: Contributor) => JSON.stringify(attributes);
    this.told.set(name, new Set(raised.map(keyOf)));
    return raised.filter((contributor) => !before?.has(keyOf(contributor)));
  }

  private tell(alarm: Alarm, told: Transition & { contributor: Contributor | undefined }): void {
    for (const arn of alarm.actions[told.to]) {
      this.onAction?.({ ...told, description: alarm.description, arn });
    }
  }
}
