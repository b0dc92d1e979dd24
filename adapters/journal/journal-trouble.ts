import type { FollowTrouble } from '../files/follow-trouble.ts';

/** What the end of `journalctl` means. @param said what it wrote to its error output, or why it could not be started */
export function journalTrouble(unit: string, said: string): FollowTrouble {
  if (/ENOENT/.test(said)) {
    return {
      code: 'JournalMissing',
      message: `lines of ${unit} cannot be read: this host has no journalctl`,
      remedy: 'give the daemon a log file instead: daemons.NAME.log',
    };
  }
  if (isDenied(said)) {
    return {
      code: 'JournalDenied',
      message: `lines of ${unit} cannot be read: the journal is closed to this user`,
      remedy: 'sudo usermod -aG systemd-journal evergrant, then: sudo systemctl restart evergrant-host',
    };
  }
  return {
    code: 'JournalEnded',
    message: `journalctl for ${unit} ended; it is started again`,
    remedy: `nothing; where it lasts: journalctl -u ${unit} -n 5`,
  };
}

/** True for what `journalctl` says to a user who may not read a unit's entries; it may run on all the same, and show none. */
export function isDenied(said: string): boolean {
  return /permission|not seeing messages|EACCES/i.test(said);
}
