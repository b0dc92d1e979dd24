/** What a declaration needs to know of the machine that it is read on. */
export interface ConfigWhere {
  /** Absolute form of a path as written: `~/…` from home, a relative one from the folder of the configuration file. */
  resolve(path: string): string;
  /** Where state is kept when the declaration does not say. */
  stateDirectory(deployment: string): string;
}
