import pc from 'picocolors';
import { auditDocument } from '../../../core/audit/audit-document.ts';
import { auditExitCode } from '../../../core/audit/audit-exit-code.ts';
import { auditText } from '../../../core/audit/audit-text.ts';
import type { ExitCode } from '../../../core/exit-code.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine } from '../../io.ts';

export interface AuditOptions extends ConfigOption {
  readonly json?: boolean;
}

/** Says how this machine was in the last 24 hours, or a host of a deployment in AWS. */
export async function audit(
  host: string | undefined,
  { options, io }: { options: AuditOptions; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const { audit, reportedAt } =
    declaration.engine.kind === 'machine'
      ? await (await import('./of-this-machine.ts')).auditOfThisMachine(declaration, { host, io })
      : await (await import('./of-host.ts')).auditOfHost(declaration, { host, io });
  printLine(
    io,
    options.json
      ? JSON.stringify(auditDocument(audit, { reportedAt }))
      : auditText(audit, { paint: pc.createColors(io.colour), now: Date.now(), reportedAt }),
  );
  return auditExitCode(audit);
}
