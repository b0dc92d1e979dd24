/**
 * The names of daemons that a systemd unit may stand for, likeliest first: `jada-agent.service` for `jada-agent`,
 * `evergrant-run@port-sheet.service` for `port-sheet`, `agent@7.service` for `agent@7` or `agent`.
 */
export function daemonsOfUnit(unit: string): readonly string[] {
  const bare = unit.replace(/\.service$/, '');
  const plain = bare.replace(/^evergrant-/, '');
  const [template, instance] = bare.split('@');
  return [...new Set([unit, bare, plain, ...(instance ? [instance] : []), template ?? bare])];
}
