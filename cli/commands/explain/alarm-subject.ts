import type { Declaration } from '../../../core/config/declaration.ts';
import {
  credentialAlarm,
  daemonAlarm,
  daemonLogGroup,
  functionLogGroup,
  healthAlarm,
} from '../../../core/wire.ts';

/** What an alarm is about, by its name. */
export interface AlarmSubject {
  /** Where the lines are that raised it. */
  readonly logGroup: string;
  /** Grants that may be behind it. */
  readonly grants: readonly string[];
  /** Daemons that stand still. */
  readonly daemons: readonly string[];
  /** The one daemon whose own lines raised it; undefined: an alarm on the deployment as a whole. */
  readonly daemon: string | undefined;
  /** Are silent hosts behind it? */
  readonly hosts: boolean;
}

/** The subject of an alarm of this deployment. An unknown name is taken for one about the whole of it. */
export function subjectOf(alarm: string, declaration: Declaration): AlarmSubject {
  const { deployment, daemons, grants } = declaration;
  const found = [...daemons.values()].find(
    ({ name }) => alarm === daemonAlarm(deployment, name) || alarm === credentialAlarm(deployment, name),
  );
  if (!found)
    return {
      logGroup: functionLogGroup(deployment, functionBehind(alarm, deployment)),
      grants: [...grants.keys()],
      daemons: [...daemons.keys()],
      daemon: undefined,
      hosts: alarm === healthAlarm(deployment, 'host-silent'),
    };
  const used = [...found.uses, ...found.tokens].map(({ token }) => token.credential.name);
  return {
    logGroup: daemonLogGroup(deployment, found.name),
    grants: [...new Set(used)],
    daemons: [found.name],
    daemon: found.name,
    hosts: false,
  };
}

function functionBehind(alarm: string, deployment: string): 'refresh' | 'rotate' | 'notify' {
  if (alarm === healthAlarm(deployment, 'rotation-failed')) return 'rotate';
  return alarm === healthAlarm(deployment, 'notify-failed') ? 'notify' : 'refresh';
}
