import { HOST_PLACES } from '../host/bootstrap/host-places.ts';
import { hardening } from './hardening.ts';
import { type Unit, unitText, unitWord } from './unit.ts';

/**
 * The units of a hybrid host that give its daemon the credentials which the SSM agent keeps for root alone. Only the
 * agent's own profile is copied: beside it may stand keys of people.
 * @param before the unit that reads the copy
 */
export function identityUnits({ user, before }: { user: string; before: string }): readonly Unit[] {
  return [service({ user, before }), path(), timer()];
}

const SERVICE = 'evergrant-identity.service';

function service({ user, before }: { user: string; before: string }): Unit {
  const { agentCredentials: source, credentials: copy } = HOST_PLACES;
  const next = `${copy}.next`;
  // A file without a session token is one that the agent has not written yet: the last good copy stays.
  const script =
    `umask 027; awk '/^\\[/ { on = $0 == "[default]" } on' ${source} > ${next} && ` +
    `grep -q '^aws_session_token' ${next} && mv -f ${next} ${copy}`;
  return {
    name: SERVICE,
    text: unitText({
      Unit: [
        ['Description', 'Hand the credentials of the SSM agent to the Evergrant host daemon'],
        ['Before', before],
        ['ConditionPathExists', source],
      ],
      Service: [
        ['Type', 'oneshot'],
        ['Group', user],
        ['ExecStart', `/bin/sh -c ${unitWord(script, 'command')}`],
        ['RuntimeDirectory', copy.split('/')[2] ?? ''],
        ['RuntimeDirectoryMode', '0750'],
        ['RuntimeDirectoryPreserve', 'yes'],
        ['PrivateNetwork', 'yes'],
        ['TimeoutStartSec', '30'],
        ...hardening({
          manager: 'system',
          writes: [],
          reads: [source],
          givesFiles: false,
          opensToGroup: false,
          readsByGroup: true,
        }),
      ],
      Install: [['WantedBy', 'multi-user.target']],
    }),
  };
}

function path(): Unit {
  return {
    name: 'evergrant-identity.path',
    text: unitText({
      Unit: [['Description', 'Credentials of the SSM agent for the Evergrant host daemon']],
      Path: [['PathChanged', HOST_PLACES.agentCredentials]],
      Install: [['WantedBy', 'multi-user.target']],
    }),
  };
}

/** A change while the service runs is not told to it. */
function timer(): Unit {
  return {
    name: 'evergrant-identity.timer',
    text: unitText({
      Unit: [
        ['Description', 'Credentials of the SSM agent for the Evergrant host daemon, whatever was missed'],
      ],
      Timer: [
        ['OnBootSec', '1min'],
        ['OnUnitActiveSec', '5min'],
      ],
      Install: [['WantedBy', 'timers.target']],
    }),
  };
}
