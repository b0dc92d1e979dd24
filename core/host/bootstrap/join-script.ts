import type { Activation } from './bootstrap-options.ts';
import { bootstrapScript } from './bootstrap-script.ts';

/** Options of {@link joinScript}. */
export interface JoinScriptOptions {
  readonly deployment: string;
  readonly host: { readonly name: string };
  readonly region: string;
  readonly activation: Activation;
  /** Ids of the machines that AWS knows as this host: one of these keeps its registration. */
  readonly knownMachines: readonly string[];
}

/**
 * The script that a person runs once, with sudo, on a machine that is there already: Debian, Ubuntu, Amazon Linux or
 * Fedora with systemd. It may be run again, also after it was stopped half-way. It holds the activation code, so it
 * belongs in a pipe or in a file of mode 0600 that is deleted afterwards.
 * @throws Fault `UnquotableValue`
 */
export function joinScript(options: JoinScriptOptions): string {
  const renew = `evergrant join ${options.host.name} again, for a new activation`;
  const activation = { ...options.activation, renew };
  return `#!/bin/bash\n${bootstrapScript({ ...options, activation, console: false, checks: CHECKS })}`;
}

const CHECKS = `  test "$(id -u)" -eq 0 || fail "only root may join this machine" "run the same with sudo"
  test -d /run/systemd/system || fail "this machine does not run systemd" "use a machine with systemd, or the machine engine"
  has dnf || has apt-get || fail "there is neither apt-get nor dnf" "use Debian, Ubuntu, Amazon Linux or Fedora"
`;
