import { NotUnderstood } from '../../not-understood.ts';
import type { CompositeAlarm } from './composite-alarm.ts';

/**
 * Composite alarms in an order in which each comes after those that its rule names.
 *
 * @param known the alarms that are evaluated before all of them
 * @throws NotUnderstood for a circle (CloudWatch stops to evaluate it) and for an alarm that does not exist
 */
export function inOrderOfRules(
  composites: readonly CompositeAlarm[],
  known: ReadonlySet<string>,
): readonly CompositeAlarm[] {
  const done = new Set(known);
  const ordered: CompositeAlarm[] = [];
  while (ordered.length < composites.length) {
    const ready = composites.filter(
      ({ name, children }) => !done.has(name) && children.every((child) => done.has(child)),
    );
    if (ready.length === 0) {
      const stuck = composites.filter(({ name }) => !done.has(name)).map(({ name }) => name);
      throw new NotUnderstood(`rules in a circle, or of alarms that do not exist: ${stuck.join(', ')}`);
    }
    for (const composite of ready) done.add(composite.name);
    ordered.push(...ready);
  }
  return ordered;
}
