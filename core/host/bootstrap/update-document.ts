import type { BootstrapOptions, ReleaseSource } from './bootstrap-options.ts';
import { HOST_PLACES } from './host-places.ts';
import { hereDocument, shellWord } from './shell-word.ts';
import { updateScript } from './update-script.ts';

/** Options of {@link updateDocument}. */
export interface UpdateDocumentOptions extends BootstrapOptions {
  readonly release: ReleaseSource;
}

/** Content of a command document of Systems Manager; as JSON it may have 64 KB. */
export interface UpdateDocument {
  readonly schemaVersion: '2.2';
  readonly description: string;
  readonly mainSteps: readonly [
    {
      readonly action: 'aws:runShellScript';
      readonly name: string;
      readonly inputs: { readonly runCommand: readonly string[]; readonly timeoutSeconds: string };
    },
  ];
}

/**
 * The document that brings a host to what was deployed last: update script, units, host.json and release. The bootstrap
 * reads it too, so that there is one way to install, and so that a new release is no new user data.
 * @throws Fault `UnquotableValue`
 */
export function updateDocument(options: UpdateDocumentOptions): UpdateDocument {
  return {
    schemaVersion: '2.2',
    description: `Bring ${options.host.name} of ${options.deployment} to the release that was deployed last`,
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: 'update',
        inputs: { runCommand: updateCommands(options), timeoutSeconds: '1800' },
      },
    ],
  };
}

/**
 * Plain `sh`, because that is what runs the lines. The script is replaced atomically: the old one may be running.
 */
export function updateCommands(options: UpdateDocumentOptions): readonly string[] {
  const { base, update } = HOST_PLACES;
  const { bucket, key, sha256 } = options.release;
  const source = shellWord(`s3://${bucket}/${key}`, 'the place of the release');
  return [
    'set -eu',
    'umask 022',
    `mkdir -p ${base}/bin`,
    ...hereDocument(`cat >${update}.$$`, { text: updateScript(options), kind: 'script' })
      .trimEnd()
      .split('\n'),
    `chmod 0755 ${update}.$$`,
    `mv -fT ${update}.$$ ${update}`,
    `exec ${update} install --sha256 ${shellWord(sha256, 'the SHA-256 of the release')} --source ${source}`,
  ];
}
