import pc from 'picocolors';
import type { Finding } from '../core/preflight/finding.ts';

/** Findings for people: grouped by grant, the machine or deployment first, each with the command that repairs it. */
export function findingsText(
  findings: readonly Finding[],
  { colour, about = 'this machine' }: { colour: boolean; about?: string },
): string {
  const colours = pc.createColors(colour);
  const lines: string[] = [];
  for (const grant of new Set(findings.map((one) => one.grant))) {
    lines.push(colours.bold(grant ?? about));
    for (const { name, severity, outcome, reason, message, remedy } of findings.filter(
      (one) => one.grant === grant,
    )) {
      const word = severity === 'info' ? 'ok' : outcome;
      const paint = { info: colours.green, warning: colours.yellow, error: colours.red }[severity];
      lines.push(
        `  ${paint(word.padEnd(8))}  ${name}: ${message}${severity === 'info' ? '' : ` (${reason})`}`,
      );
      if (remedy !== '') lines.push(`            next: ${remedy}`);
    }
  }
  return lines.join('\n');
}
