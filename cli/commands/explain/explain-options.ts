import type { ConfigOption } from '../../command.ts';

/** What was typed after `evergrant explain`. */
export interface ExplainOptions extends ConfigOption {
  readonly alarm?: string;
  readonly json?: boolean;
  readonly provider?: string;
  readonly status?: string;
  readonly where?: string;
}
