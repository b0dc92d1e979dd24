import type { AuditFinding, DaemonAudit, LogFacts, ServiceFacts } from './host-audit.ts';

/**
 * A log that could not be read: what is not counted must not look as if there were none.
 * @param service what runs here, and so who would have to read it
 */
export function unreadLog({ name, log }: DaemonAudit, service: ServiceFacts): readonly AuditFinding[] {
  if (log === null || log.state === 'read') return [];
  const isHost = service.name === 'evergrant-host';
  const about = { daemon: name, isHost };
  const { code, why, remedy } = log.kind === 'file' ? unreadFile(log, about) : unreadJournal(log, about);
  const message = `daemon ${name}: ${why}, so that its token errors and sessions are not counted`;
  return [{ code, message, remedy }];
}

interface Unread {
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
}

interface About {
  readonly daemon: string;
  readonly isHost: boolean;
}

function unreadFile({ name: path, state }: LogFacts, { daemon, isHost }: About): Unread {
  if (state === 'missing')
    return {
      code: 'LogMissing',
      why: `its log ${path} does not exist`,
      remedy: `nothing, if it has not written yet; else correct daemons.${daemon}.log`,
    };
  if (state !== 'denied')
    return { code: 'LogNotReadable', why: `its log ${path} cannot be read`, remedy: `ls -l ${path}` };
  return {
    code: 'LogNotReadable',
    why: `its log ${path} is closed to this user`,
    remedy: `sudo setfacl -m "u:${userOf(isHost)}:r" ${path}`,
  };
}

function unreadJournal({ name: unit, state }: LogFacts, { daemon, isHost }: About): Unread {
  if (state === 'missing')
    return {
      code: 'JournalMissing',
      why: 'there is no journalctl here',
      remedy: `give it a log file: daemons.${daemon}.log`,
    };
  if (state !== 'denied')
    return {
      code: 'JournalEnded',
      why: `the journal of ${unit} could not be read to its end`,
      remedy: `journalctl -u ${unit} -n 5`,
    };
  const then = isHost ? 'then: sudo systemctl restart evergrant-host' : 'then log in anew';
  return {
    code: 'JournalDenied',
    why: `the journal of ${unit} is closed to this user`,
    remedy: `sudo usermod -aG systemd-journal "${userOf(isHost)}", ${then}`,
  };
}

/** Of the host daemon, also for a command that root typed; else whoever typed it. */
function userOf(isHost: boolean): string {
  return isHost ? 'evergrant' : '$(id -un)';
}
