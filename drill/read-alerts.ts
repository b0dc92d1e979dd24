import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const record = z.looseObject({
  severity: z.string(),
  reason: z.string(),
  message: z.string(),
  remedy: z.string(),
  /** Of a grant's incident. */
  kind: z.string().optional(),
  grant: z.string().nullable(),
  affected: z.array(z.string()).optional(),
  secondsLeft: z.number().nullable().optional(),
  /** Of a daemon's CRITICAL record. */
  daemon: z.string().optional(),
});

/** A line of the alerts file. */
export type AlertRecord = z.infer<typeof record>;

/** Every record of the alerts file, oldest first; none when there is no file. */
export async function readAlerts(path: string): Promise<readonly AlertRecord[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => record.parse(JSON.parse(line)));
}
