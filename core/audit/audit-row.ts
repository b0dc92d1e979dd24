/** One line of an audit below a name: a label and what it says. */
export function auditRow(label: string, text: string): string {
  return `  ${label.padEnd(9)} ${text}`;
}
