import { updateDocumentName } from '../../wire.ts';
import type { Activation } from './bootstrap-options.ts';
import { BOOTSTRAP_STEPS } from './bootstrap-steps.ts';
import { SHELL_LIBRARY } from './shell-library.ts';
import { shellWord } from './shell-word.ts';

/** Options of {@link bootstrapScript}. */
export interface BootstrapScriptOptions {
  readonly deployment: string;
  readonly host: { readonly name: string };
  /** `us-east-1`, or an unresolved CDK token. */
  readonly region: string;
  /** Set for a hybrid host; `renew` is the next command when the activation is good no more. */
  readonly activation: (Activation & { readonly renew: string }) | undefined;
  /**
   * Ids of the machines that AWS knows as this host, for a hybrid one: a machine that is registered as another clears that,
   * where it was this host before, and else refuses. @default any: a registration that is there is kept
   */
  readonly knownMachines?: readonly string[];
  /** Is the outcome to be seen on the console of the machine? */
  readonly console: boolean;
  /** Checks that come first, as shell text; they may call `fail`. @default none */
  readonly checks?: string;
}

/**
 * A script for bash, without its first line, that brings a machine to its first release by way of the update document.
 * It ends with one line, `evergrant bootstrap: ok` or `evergrant bootstrap: failed at STEP: what is wrong; next: what to
 * do`, which is also kept in `/var/lib/evergrant/bootstrap.json`.
 * @throws Fault `UnquotableValue`
 */
export function bootstrapScript(options: BootstrapScriptOptions): string {
  const { deployment, host, region, activation, console, checks = '  :\n', knownMachines } = options;
  const document = updateDocumentName(deployment, host.name);
  return [
    `program=evergrant-bootstrap console=${console ? 'yes' : 'no'} hybrid=${activation ? 'yes' : 'no'}\n`,
    `region=${shellWord(region, 'the region')}\n`,
    `document=${shellWord(document, 'the name of the update document')}\n`,
    ...(activation ? activationLines(activation) : ["activation_id='' activation_code='' renew=''\n"]),
    `known_machines=${shellWord(knownWord(knownMachines), 'a machine of the host')}\n`,
    SHELL_LIBRARY,
    BOOTSTRAP_STEPS,
    `\ncheck() {\n  step=check\n${checks}}\n`,
    // Read to its end before it begins, and no command of it may read the script.
    '\nbootstrap </dev/null\n',
  ].join('');
}

function knownWord(machines: readonly string[] | undefined): string {
  return machines ? machines.join(' ') || 'none' : 'any';
}

function activationLines({ id, code, renew }: Activation & { renew: string }): readonly string[] {
  return [
    `activation_id=${shellWord(id, 'the id of the activation')}\n`,
    `activation_code=${shellWord(code, 'the code of the activation')}\n`,
    `renew=${shellWord(renew, 'the way to a new activation')}\n`,
  ];
}
