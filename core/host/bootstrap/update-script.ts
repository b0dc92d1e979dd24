import {
  givesFiles,
  HOST_UNIT,
  hostGroups,
  hostUnits,
  restartSeconds,
  sinkDirectories,
} from '../../units/host-unit.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { hostConfig } from './host-config.ts';
import { HOST_PLACES, HOST_USER } from './host-places.ts';
import { HOST_MALLOC, HOST_NODE_OPTIONS } from './node-options.ts';
import { SHELL_LIBRARY } from './shell-library.ts';
import { hereDocument, shellWord } from './shell-word.ts';
import { UPDATE_FILES } from './update-files.ts';
import { UPDATE_STEPS } from './update-steps.ts';

/**
 * Text of `/opt/evergrant/bin/evergrant-update`, which installs a release or takes it back. It carries host.json, the
 * units and the directories of the sinks, so that whoever brings a newer script brings them too.
 * @throws Fault `UnquotableValue`
 */
export function updateScript(options: BootstrapOptions): string {
  const units = hostUnits(options);
  const names = units.map(({ name }) => shellWord(name, 'the name of a unit')).join(' ');
  const hybrid = names.split(' ').slice(1).join(' ');
  return [
    '#!/bin/bash\n# Written by Evergrant; the next update replaces it.\n',
    'program=evergrant-update\n',
    `unit=${HOST_UNIT}\n`,
    `region=${shellWord(options.region, 'the region')}\n`,
    `base=${HOST_PLACES.base} program_file=${HOST_PLACES.program} config=${HOST_PLACES.config}\n`,
    `state=${HOST_PLACES.state} unit_directory=${HOST_PLACES.units} user=${HOST_USER}\n`,
    `hybrid=${options.host.kind === 'ec2' ? 'no' : 'yes'}\n`,
    `node_options=${shellWord(HOST_NODE_OPTIONS.join(' '), 'the options of Node')}\n`,
    `malloc=${shellWord(malloc(), 'the environment of malloc')}\n`,
    `more_groups=${moreGroups(options)}\n`,
    `${capabilities(options)} restart_seconds=${restartSeconds(options.host) + 20}\n`,
    SHELL_LIBRARY,
    '\nwrite_config() {\n',
    hereDocument('put "$config" 0644', { text: hostConfig(options), kind: 'file' }),
    '}\n\nwrite_units() {\n',
    ...units.map(({ name, text }) =>
      hereDocument(`put "$unit_directory/"${shellWord(name, 'the name of a unit')} 0644`, {
        text,
        kind: 'file',
      }),
    ),
    '}\n\nmake_directories() {\n',
    ...directories(options),
    '}\n\nenable_units() {\n',
    `  systemctl enable --quiet ${names}\n`,
    '}\n\ncopy_units() {\n',
    `  (cd "$unit_directory" && cp ${names} "$1/")\n`,
    '}\n\nhand_over_identity() {\n',
    hybrid ? `  systemctl start ${hybrid}\n` : '  :\n',
    '}\n',
    UPDATE_FILES,
    UPDATE_STEPS,
  ].join('');
}

/** The self-test may do what the unit may. */
function capabilities({ host }: BootstrapOptions): string {
  const names = givesFiles(host) ? ',+chown,+fowner,+dac_override' : '';
  return `capabilities=-all${names}`;
}

/** As the end of a list that begins with those of the user. */
function moreGroups(options: BootstrapOptions): string {
  const groups = hostGroups(options).map((group) => shellWord(group, 'a group of the host daemon'));
  return groups.map((group) => `,${group}`).join('');
}

function malloc(): string {
  const settings = Object.entries(HOST_MALLOC).map(([name, value]) => `${name}=${value}`);
  return settings.join(' ');
}

function directories({ host, tokenSocket }: BootstrapOptions): readonly string[] {
  const groups = tokenSocket
    ? [`make_group ${shellWord(tokenSocket.group, 'the group of tokenSocket')}\n`]
    : [];
  const sinks = [...sinkDirectories(host)].map(
    ([path, owner]) =>
      `make_directory ${shellWord(path, 'the directory of a sink')} ${shellWord(owner ?? HOST_USER, 'the owner of a sink')}\n`,
  );
  const lines = [...groups, ...sinks];
  return lines.length > 0 ? lines.map((line) => `  ${line}`) : ['  :\n'];
}
