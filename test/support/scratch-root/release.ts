import { createHash } from 'node:crypto';
import type { BootstrapOptions, ReleaseSource } from '../../../core/host/bootstrap/bootstrap-options.ts';
import { updateCommands, updateDocument } from '../../../core/host/bootstrap/update-document.ts';
import { BUCKET } from './host-options.ts';
import type { ScratchRoot, ScratchRun } from './scratch-root.ts';

/** A release that passes its self-test; different words make a different one. */
export function goodRelease(words: string): string {
  return `console.log('ok identity: ${words}');\n`;
}

/** A release whose self-test fails. */
export const BROKEN_RELEASE = `console.log('failed identity: ForeignIdentity'); process.exit(1);\n`;

/** A release that never becomes active. */
export const DEAD_RELEASE = '// NEVER_STARTS\n';

/** Puts a release where the fake of the AWS command line finds it, and a document that installs it. */
export function deploy(
  root: ScratchRoot,
  { program, ...options }: BootstrapOptions & { program: string },
): ReleaseSource {
  const sha256 = createHash('sha256').update(program).digest('hex');
  const release = { bucket: BUCKET, key: `${sha256}.mjs`, sha256 };
  root.know(`bucket/${release.key}`, program);
  root.know('document.json', JSON.stringify(updateDocument({ ...options, release })));
  return release;
}

/** What Systems Manager does on a host that is told to update. */
export function update(
  root: ScratchRoot,
  options: BootstrapOptions & { release: ReleaseSource },
): ScratchRun {
  return root.run(updateCommands(options).join('\n'), { shell: 'sh' });
}

/** The first twelve digits: the name of a release on a host. */
export function nameOf({ sha256 }: ReleaseSource): string {
  return sha256.slice(0, 12);
}
