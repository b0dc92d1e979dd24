import pc from 'picocolors';
import type { IncidentLevel } from '../../core/incident/message.ts';
import { incidentMessage } from '../../core/incident/message.ts';
import type { Alert } from '../../core/ports.ts';
import { toIso } from '../../core/time.ts';

/** Where text is written to, such as `process.stderr`. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string, written: (error?: Error | null) => void): unknown;
}

/** Writes the message for people to a stream, in colours only when a person sits before it. */
export function terminalAlert(stream: TextStream): Alert {
  const colours = pc.createColors(stream.isTTY === true && process.env.NO_COLOR === undefined);
  const paint: Record<IncidentLevel, (text: string) => string> = {
    CRITICAL: (text) => colours.bold(colours.red(text)),
    WARNING: (text) => colours.bold(colours.yellow(text)),
    INFO: (text) => colours.bold(colours.green(text)),
  };
  return {
    notify: (notice) => {
      const { level, title, lines } = incidentMessage(notice);
      const text = [
        `${toIso(notice.at)} ${paint[level](level)} ${title}`,
        ...lines.map((line) => `  ${line}`),
      ];
      return written(stream, `${text.join('\n')}\n`);
    },
  };
}

function written(stream: TextStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
