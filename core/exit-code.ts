/** What every command of this project exits with. 64 and 78 follow sysexits(3), 130 the shell. */
export const ExitCode = {
  Good: 0,
  /** The command failed, or the credential is dead. */
  Failed: 1,
  /** It works today and will not for long. */
  Expiring: 2,
  /** Neither health nor death could be proven: no broker answers, or an answer was lost. */
  NotProvable: 3,
  Usage: 64,
  Configuration: 78,
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
