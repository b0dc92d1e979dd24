/**
 * Name, meaning and, where the name alone tells it, what repairs it. Made from docs/errors.md:
 * UPDATE_DOCS=1 npm run unit -- test/docs
 */
export const TABLE_OF_CODES = `
UnknownKey | no API key of this name is declared | use one of those named; after a change restart the broker
SecretNotGiven | standard input held no key, several lines, or too much | give it on one line: evergrant key set NAME < FILE
KeyUnreadable | the value of an API key that is in force is not in the store | restore a backup, or evergrant key set NAME
KeyIdUnknown | the stored key is none of its issuer, so a successor could not replace it | evergrant key set NAME
SigningKeyNotProven | what a new signing key signs does not verify with the published keys: it was not promoted, and the key before it goes on | it is tried again by itself with another key; at once: evergrant rotate KEY --now
SigningKeyUnreadable | the private half of the signing key in force is not in the store, so no token can be signed | restore a backup, or evergrant rotate KEY --emergency
SigningKeyBusy | Secrets Manager began a rotation of a signing key while another was under way | it tries again by itself; evergrant status KEY
SigningKeyDamaged | the private half of a signing key is no JWK | evergrant rotate KEY --emergency makes another that signs at once
ConfigMissing | there is no declaration where it is looked for | evergrant init or evergrant import FOLDER writes one; or name it with --config
ConfigUnreadable | the declaration cannot be read | see who may read it
ConfigNotYaml | the declaration is not YAML; line and column are named | correct the syntax
ConfigInvalid | every problem of the declaration, each with line and column | correct them, then evergrant check
ConfigExists | evergrant init found a declaration; it was not changed | --print to look, --force to replace it; the old one is kept
ProgramMissing | a program after a delivery, a probe, or one that a command starts is not found or may not be run | install it, write its absolute path, or chmod +x
SecretFileMissing | a file that should hold a client secret is not there | write it, with mode 0600
SecretFileUnreadable | it cannot be read by this user | let the broker's user own it
SecretFileLoose | others may touch it | chmod 600
SecretFileEmpty | it is empty | write the secret
CheckRefused | evergrant check: several things that the declaration names are not as the broker takes them; each is named | do what each line says
SecretVariableMissing | the environment variable of a client secret is not set | set it for the broker, or use a file
CredentialsFileInvalid | a credentials file is not what Google offers for download | make a client (docs/google-client.md) or a new secret for it, and download the JSON
CredentialsFileMissing | a credential configuration (external_account) cannot be read | make it anew (from AWS without a key (docs/keyless.md#from-aws-without-a-key))
ExternalAccountInvalid | a credential configuration is not one for AWS, would run a program, or names a foreign address | the message names the field; make it anew
ServiceAccountKeyInvalid | a key file is not the key of a service account, or would be proven at a foreign address | gcloud iam service-accounts keys create
OptionInvalid | an option's value is not of its kind; a command or an option that evergrant-host does not have | the message shows what is expected
OptionsMissing | evergrant init needs options and nobody can be asked | add those named, or run it on a terminal
InputInvalid | a line for evergrant explain --json is not what it reads; the line is named | write one object a line
SecretsFolderMissing | evergrant import: there is no such directory | name the folder; without one evergrant init
SecretsFolderUnreadable | it cannot be read by this user | run as its owner
ImportRefused | several things stand against an import; each is named (a single one has its own code, see imports (docs/errors.md#imports)) | do what each line says
OtherRefresher | somebody else seems to refresh the grant, or the folder changed during the import; nothing was changed | stop the other one; --take-over if you are sure
NothingToLookAt | evergrant advise: nothing was named, and there is no declaration | name files or folders, or --environment
PlaceMissing | evergrant advise: a place that was named is not there | name files or folders that hold secrets
PlaceUnreadable | evergrant advise: it cannot be read by this user | run as its owner
NotProvenYet | --retire-old: the grant has not worked yet, so the old file stays | evergrant status GRANT
UnknownGrant | no grant of this name is declared | use one of those named; after a change restart the broker
UnknownToken | no token of this name | the same
UnknownDaemon | no daemon of this name | the same
UnknownSink | no sink of this name in the declaration that the broker runs with | the same
UnknownIssuer | there is no preset of this name, or --provider names no issuer that is known | one of those named; any other issuer goes by discovery or its endpoints, and without --provider
DaemonExternal | the daemon is declared external | start it as before, or give it a command
DaemonTaken | the daemon has a supervisor, or had one that cannot be seen from here | end that one; see the message
BrokerRunning | another broker holds the state directory | use it, or end it
BrokerUnreachable | no broker answers, or this user may not speak to it | evergrant up, or run as its user
BrokerSpeaksOtherwise | broker and command are of different versions | restart the broker
BrokerFailed | a defect inside the broker; its output says more | read it, and report it
BadRequest | a request to the control socket is not what its route takes | the remedy names the keys
BodyTooLarge | a request's body is longer than 64 KiB | send less evidence
UnknownRoute | the control socket has no such route | see the routes (docs/control-socket.md)
SocketTaken | another broker answers on the socket | use it, or stop it
SocketPathOccupied | something that is no socket lies in its place | move it away
SocketPathTooLong | the state directory's path is too long for a socket | declare a shorter one
PortTaken | the port of evergrant login --port is taken | another one, or none
NoConsentNeeded | the grant stands by a policy of its issuer and needs no login | evergrant refresh GRANT, if you do not want to wait
ConsentTimedOut | evergrant login: nobody finished the consent in time; 15 minutes where there is no terminal, or --timeout | evergrant login again
ConsentUnknown | the consent is finished, too old, or the broker was restarted | evergrant login again
Interrupted | a signal ended a login | nothing was changed
IssuerUnreachable | the discovery document cannot be fetched | check address and network; it is tried again
DiscoveryInvalid | the discovery document is not one, or is another issuer's | write the issuer as it names itself
DiscoveryNotFetched | a defect of Evergrant | report it
NoGrant | there is no value to refresh; also the reason of a hold | evergrant login
NotRevocable | evergrant forget --revoke: it cannot be revoked from here; nothing was removed | revoke it on the issuer's page, then evergrant forget GRANT --yes
RevocationFailed | the issuer did not confirm a revocation; nothing was removed | try again, or the same
StateMissing | there is no state directory, or it was removed while in use | evergrant up makes it; else put it back
StateParentMissing | the directory above it does not exist | make it
StateNotADirectory | a file lies in its place | move it away
StateNotOurs | it belongs to another user | run as that user
StateOpenToOthers | its mode is looser than 0700 | chmod 700
StateDamaged | a file's checksum is wrong and what it said is lost | runbook (docs/runbooks/state-damaged.md)
StateBusy | it changed faster than it could be read | stop what writes there
StateFromAnotherMachine | it is a copy | runbook (docs/runbooks/clone.md)
StateFromNewerVersion | a newer version wrote it | run that version
StateFromOlderVersion | an older version wrote it | evergrant up upgrades it and keeps the old directory
UpgradeImpossible | no upgrade leads from its format to this one; nothing was changed | run the version between the two first
UpgradeKeptTaken | an earlier upgrade kept its old directory in the same place; nothing was changed | move that away
StateFromOtherVersion | an item has a form that this version does not know | run the version that wrote it, or a newer one
StateNotEmpty | evergrant restore found a state directory that is in use | move it away, then restore
BackupExists | a backup is never written over a file | name another file
BackupMissing | there is no such backup | name one that evergrant backup made
BackupDamaged | its checksum is wrong, or it never was a backup | take another one
BackupIncomplete | the value in force of a grant could not be read, or is not in the backup | evergrant status says more; take the backup again
BackupFromNewerVersion | a newer version made it | run that version
OtherDeployment | the backup is of another deployment than the declaration | --config with the right one
OtherEngine | the command works on the other engine than the declaration's | see what works in AWS (docs/aws-cli.md)
ClientSecretMissing | a client's secret is not in the store of a deployment in AWS yet | evergrant login GRANT, from the machine that has it
GrantDocumentInvalid | the parameter of a grant in AWS was written by another version, or spoiled by hand | npx cdk deploy --all
HostDocumentInvalid | the parameter of a host in AWS was written by another version, or spoiled by hand | npx cdk deploy --all
OtherAccount | the AWS credentials are of another account than engine.account | sign in to the declared one
FunctionFailed | a function in AWS ended without an answer | its log group, which the message names
RotationImpossible | a rotation of a token secret in AWS got no new token from its grant; the message says why | what it says
RotationPendingMissing | a rotation is to be finished and its pending value is gone | aws secretsmanager rotate-secret, or evergrant refresh GRANT
RotationTestFailed | the pending token ended before it was put in force | evergrant refresh GRANT
EventsInLogs | events of a deployment in AWS are in a log group | aws logs tail, as the message says
UnknownAlarm | evergrant explain --alarm: there is no alarm of this name | aws cloudwatch describe-alarms
StateMoved | the grants of this state directory went, or are going, to AWS; nothing may refresh them here | migrate (docs/aws-cli.md#from-one-machine-to-aws-migrate)
MigrationBlocked | something stands against a migration; each is named, and nothing was changed | repair each, look again
MigrationBegun | --cancel comes too late: a grant is in force in AWS | evergrant migrate --to aws --apply
MigrationUnproven | what was read back from AWS is not what was written; the donor stays frozen | evergrant migrate --to aws says what stands where
StoreLagging | the settled value is not readable | runbook (docs/runbooks/state-damaged.md)
SecretDamaged | a secret's checksum is wrong, or in AWS it holds bytes | restore it, or evergrant login
SecretUnreadable | a secret has a form that this version does not know | the newer version, or evergrant login
SecretFull | Secrets Manager has no room for another version or label of a secret | write it less often than every ten minutes; aws secretsmanager list-secret-version-ids
SecretDeleted | a secret in AWS is marked for deletion | aws secretsmanager restore-secret
VersionTaken | one version of a secret was written with two values | a defect; report it
VersionNotFound | a label was to be put on a version that is not stored | a defect; report it
AwsResourceMissing | a table, queue, topic, key or log group that the deployment needs is not in this account and Region | npx cdk deploy --all; see engine.region and aws sts get-caller-identity
AwsDenied | whoever calls is not allowed the action that the message names | sign in as another principal, or deploy again if a policy was changed by hand
AwsCredentials | there are no AWS credentials, or they have run out | aws sso login, or AWS_PROFILE
AwsThrottled | AWS throttled the call at every try | nothing; it is tried again. Where it lasts, look at the quotas
AwsKeyUnusable | the customer key is disabled, being deleted or closed to the caller | aws kms enable-key
AwsUnreachable | AWS did not answer | see the network
AwsCallFailed | AWS refused or failed for a reason that has its own name, which the message shows | look the name up; 5xx are tried again
UnquotableValue | a value of a host cannot stand in a shell script: it is empty, or has a quote or a line break; it is not shown | write it with letters, digits and . _ - / @ : +, then npx cdk synth
PropInvalid | a prop of a construct cannot be deployed; the prop and the construct are named | what the message expects, then npx cdk synth
EventUnknown | a function in AWS was called with an event that is not its own | let its schedule, queue, topic, Secrets Manager or CloudFormation call it
MessageUnknown | a message of the fan-out queue names no grant; after five tries it lies in the dead-letter queue | look who else may send there, and at the message
EnvironmentIncomplete | a function in AWS lacks a variable that its stack gives it | npx cdk deploy --all
NotOurSecret | Secrets Manager had a secret rotated that is no token of the deployment | take our function off that secret's rotation
TagMissing | a token secret does not say which grant feeds it | npx cdk deploy --all
NotPassedOn | the fan-out queue did not take a grant | nothing; the next beat passes it on
LedgerItemTooLarge | an item of the ledger is larger than DynamoDB takes | let fewer consumers acknowledge under names of their own
SpillFailed | neither store nor spill took an answer | make room; do not stop the broker
DiskFull | no room, or the quota is used up | free some
DiskError | the disk failed | look into the system log
ReadOnly | the file system is mounted read-only | mount it read-write
PermissionDenied | this user may not do that there | run as the owner
NotADirectory | a part of the path is a file | move it away
NameTooLong | a declared name is too long for a file name | shorten it
TooManyOpenFiles | the limit is reached | raise it
SinkDirectoryMissing | the sink's directory does not exist | make it
SinkNotWritable | this user may not make files there | let it, or move the sink
SinkDirectoryUnsafe | a stranger may replace files there | close the directory
SinkLinkUnsafe | a stranger's link leads elsewhere | name the file itself
SinkNotAFile | a directory, device or pipe is there | move it away
SinkIsMountPoint | the single file is a bind mount and cannot be replaced | mount its directory
SinkOwnerUnknown | there is no such user | write a name of this machine, or digits
SinkOwnerRefused | this user may not give files away | run the broker as root, or leave owner out
SinkFileMissing | a patch needs a file that is there | start the program that makes it
SinkNotJson | the file of a patch is not JSON | correct it; comments are not JSON
SinkPlaceMissing | the pointer leads to nothing | correct it; the message says how far it leads
SinkPlaceAmbiguous | a key or variable stands there twice | remove one
SinkPlaceNotScalar | an object or a list stands there and would be lost | point at the one value
SinkValueUnquotable | the value has a character that readers of such files read differently | use a JSON shape
SinkReadableByAll | every user may read the file that a token would be put in | chmod o-rwx, or declare the mode
SinkContested | somebody changed the file each time that it was about to be replaced | it is tried again; give the token a file of its own
MetadataAddressTaken | the metadata endpoint cannot listen where it is declared | another port in metadata.listen
WebAddressTaken | the public keys cannot be served where it is declared | another port in web.listen
GroupUnknown | /etc/group lists no group of the name in tokenSocket.group | make it, or write its number in quotes
TokenSocketDirectoryMissing | the directory of the token socket does not exist | make it as the message says
TokenSocketDirectoryUnsafe | others than root and the broker may put a socket of their own there | a directory of its own
TokenSocketOutOfReach | the group may not enter a directory above the token socket | another place in tokenSocket.path
TokenSocketGroupRefused | this user may not give the socket to the group | make it a member; in a unit, SupplementaryGroups=
NotServedHere | the token socket serves tokens and nothing else | ask on the control socket, as the broker's user
AlertFileUnusable | the alerts file cannot be appended to | the message says why
AlertNotTaken | no channel took a message; it is sent again | repair one
WebhookUrlMissing | the file of a webhook's address is not there | write it
WebhookUrlExposed | others may read it | chmod 600
WebhookUrlInvalid | it holds no https address | put one there
WebhookRefused | the webhook answered with an error | by its status: wait, or make a new one
WebhookUnreachable | it could not be reached | check host and network
SystemctlMissing | this machine is not run by systemd | restart by hand after evergrant preflight --prove
SystemctlFailed | systemctl cannot be asked | see the message; --user for units of your own
UnitUnknown | systemd knows no such unit; nothing was stopped | name one that exists, or --user
UnitNotDeclared | no daemon is named after the unit, so nobody knows its grants | declare it external, or --grant NAME
UnitChanged | evergrant install found a unit that differs; nothing was changed | use a drop-in, then --write --force
DrillFolderUnusable | the drill cannot make its temporary folder | make room in the temporary directory
DrillPortUnusable | the drill cannot listen on loopback | see the message
DrillProgramEnded | a program of the drill ended early | its last lines are printed
UnknownHost | no host of this name in the declaration | use one of those named
HostNotNamed | evergrant audit without a host, where several are declared, or none | name one; declare one under hosts:
HostNeverReported | evergrant audit: the host is declared and never reported | the message says whether to join it or to deploy it
AuditMissing | the last report of a host holds no audit | again in a minute; there: sudo evergrant-host audit
HostDocumentMissing | evergrant-host audit: the host was not told yet what it runs | sudo evergrant-host self-test
InstanceMissing | evergrant ssh: there is no such Lightsail instance in the Region | deploy it, or name another with --instance
InstanceNotReady | Lightsail gives no access to an instance: it is stopped or still starting | aws lightsail start-instance, or wait
AccessIncomplete | the access that Lightsail gave lacks the keys of the machine, or what ssh needs; no connection was made | run it again some minutes later
AccessExpired | the access had ended when it came | see the clock of this machine
HostKeyInvalid | a recorded key of the machine is none, or not of its fingerprint; no connection was made | look at what Lightsail recorded
AccessNotWritten | the files of a temporary access cannot be written | make room, or name another directory with TMPDIR
HostUnknownToSystemsManager | no machine with the tag of the host | deploy the host, or let it join
HostOffline | the machine of a host does not speak to Systems Manager | the message says how it is looked at
HostIsYours | evergrant ssh has no way to a machine of your own | your own ssh, --instance or --session
HostJoinsItself | evergrant join is for external hosts; a deploy makes the others | npx cdk deploy --all
HostJoined | a machine is online as this host already | evergrant join HOST --again; see again (docs/hosts-access.md#again-or-on-another-machine)
HostRoleMissing | Systems Manager does not take the role of the host | npx cdk deploy --all
ReleaseInvalid | the parameter of the release does not say which host daemon hosts run | npx cdk deploy --all
ScriptHoldsCode | evergrant join on a terminal: the script would be kept with the code in it | pipe it, --run, or --show
ScriptNotTaken | whoever was to read the join script closed the pipe; the activation was deleted | see what ended there, run it again
JoinFailed | the join script failed; the activation was deleted | do what its last line says, run it again
MachineUnknown | no such machine is registered as the host | use one of those named
HostConfigMissing | evergrant-host: the file that says which host this is is not there | on the host: join it (evergrant join HOST), or deploy it
HostConfigInvalid | that file was spoiled by hand or is of another version; the field is named | deploy the host, or join it again
HostIdentityMissing | a host: the credentials that the agent of Systems Manager hands over are not there, or are a person's | systemctl status amazon-ssm-agent evergrant-identity.service; an activation that expired or was used: evergrant join HOST
HostNotServing | self-test after a start: the host daemon does not answer, or not for long | journalctl -u evergrant-host -n 50
IdentityUnproven | AWS has not said yet whom it takes the host for; nothing is asked of it | nothing; it is asked again at once
ForeignIdentity | AWS knows the host by another role than its own; nothing is asked under it | join it (evergrant join HOST), or deploy it
ClockWrong | the clock of a host is off by more than five minutes, so that AWS refuses what it signs | timedatectl set-ntp true
TokenLagging | a host was told of a token that its secret does not show yet | it comes again by itself; evergrant status TOKEN
TokenEmpty | a host has a token whose secret holds no value | evergrant status; without a consent evergrant login GRANT
TokenUnreadable | a host read a token secret that does not hold what evergrant wrote there | evergrant refresh GRANT
OfTheDeployment | a host was asked to log in, rotate or forget; it has tokens and no grants | do it where the declaration lies
ResourceInvalid | the template asks for an activation that is not one of a declared host of this deployment | npm run build, then npx cdk deploy --all
ActivationLate | a deploy: Systems Manager did not answer while the function had time | npx cdk deploy --all
AlertNotTaken | one channel did not take a message that another took | repair the channel
AnswerNotTaken | CloudFormation could not be told that an activation was made or deleted; the stack gives up after its time-out | wait for that, then npx cdk deploy --all
ClockOff | the clock differs from an issuer's by more than 5 seconds | runbook (docs/runbooks/clock-off.md)
StateDamaged | a damaged file was got over with a last good value | runbook (docs/runbooks/state-damaged.md)
StateLost | parts of the state directory had vanished | runbook (docs/runbooks/state-damaged.md)
HeartbeatMissing | the function of a deployment in AWS did not beat within five minutes | its log group, which the message names
HostTwinned | two machines are one host: each gets a part of its notices, and both write its report | end one of them; those that joined: evergrant join HOST --remove
RecordDamaged | a record of a host was damaged and the last good one is in use | nothing, if it was once; else the disk: journalctl -k --grep error
DiskNearlyFull | an audit: a disk has less than a tenth and less than a gigabyte left | du -xh --max-depth=2 PATH
MemoryShort | an audit: less than a tenth of the memory is available | ps aux --sort=-rss
ServiceNotRunning | an audit: no broker runs, or on a host no host daemon | evergrant up; systemctl status evergrant-host
DaemonNotSupervised | an audit: nothing runs a supervised daemon or starts it again | evergrant run NAME; on a host systemctl restart evergrant-host
HostSilent | an audit: the host was not heard of for 15 minutes, so that all of it was true then | runbook (docs/runbooks/host-silent.md)
HostTrouble | an audit: a sink, a self-test or a consumer of the host is not well, as evergrant status HOST says | the message says it
UnitMissing | an audit: systemd knows no such unit of a daemon | correct daemons.NAME.unit, or install the unit
UnitNotRunning | an audit: the unit of a daemon does not run | systemctl status UNIT
SessionsUsedUp | an audit: a daemon has used all sessions of the day | wait for the next day, or raise sessions.perDay
LimitsRising | an audit: a larger share of runs than the day before ended at their limit | see what its sessions spend their turns on
LinesNotShipped | log lines wait on a host: CloudWatch Logs did not take them | what the message names; the network, or npx cdk deploy --all
LinesRejected | CloudWatch Logs did not take lines because of their time | set the host's clock: timedatectl set-ntp true
LogMissing | the log file of a watched daemon does not exist | nothing while the daemon has not written; else correct daemons.NAME.log
LogNotReadable | the host daemon may not read the log file of a watched daemon, or it is no file | setfacl -m u:evergrant:r FILE
JournalDenied | the journal is closed to the host daemon | sudo usermod -aG systemd-journal evergrant, then restart evergrant-host
JournalEnded | journalctl for a watched unit ended, and is started again | where it lasts: journalctl -u UNIT -n 5
JournalMissing | the host has no journalctl | daemons.NAME.log in place of unit
LedgerItemMissing | the ledger in AWS has no item of a grant whose secret holds a value | evergrant refresh GRANT
Unexpected | a grant could not be looked at, for a reason that is no fault | report it
KeyManagesItself | consumers of an API key hold a key that can make keys | declare another for that and name it in managedBy
NobodyIsTold | no alert channel is declared | declare a file, webhook or slack
UnknownLifetime | no end of the grant is known, so no warning comes before it | declare publishingStatus, grantLifetime or idleLifetime
KeyWithoutEnd | the key of a service account works until somebody deletes it | federation (docs/keyless.md#from-aws-without-a-key), or a new key every 90 days
ReadableByAll | every user can read the sink | 0600 with an owner, or 0640
EnvironmentDelivery | a token is handed over in the environment, where a fresh one never arrives | use a sink
KeysUnpublished | no verifier can find the keys that sign agent tokens | declare web
OpenToAll | a port of a host is open to every address | name where you come from, or close it: evergrant ssh on EC2 needs none
RunsOnSeveral | a supervised daemon is named for several hosts, and each runs it | name it for one, where its work must be done once
LongLivedToken | an agent token lives longer than 8 hours | a shorter lifetime; it is renewed by itself
UnseenReaders | an agent token goes to a file and is renewed only for readers that can be seen | renew: always
SecretConstant | a constant whose name says that it is a secret stands in the declaration | write a token, or rename it
`;
