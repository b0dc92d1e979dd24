/**
 * Name, meaning and, where the name alone tells it, what repairs it. Made from docs/errors.md:
 * UPDATE_DOCS=1 npm run unit -- test/docs
 */
export const TABLE_OF_REASONS = `
NoKey | nobody has set this API key yet
KeyMalformed | what was set is no key of the declared issuer
KeyOld | a key that a person replaces is older than warnAfter
KeyStillAccepted | a consumer was refused, and the issuer accepts the key: the resource refuses something else
KeyAnswerUnknown | the issuer's API answered in a form that this version does not know, or something else answered
KeyScopesUnknown | nobody knows what the key in force may do, and a new one without scopes could do anything
ManagingKeyMissing | nobody has set the key that manages keys
ManagingKeyRefused | the issuer no longer accepts the key that manages keys
ManagingKeyForbidden | the managing key may not manage keys, or the account has as many as it may
NewKeyRefused | the issuer made a key and does not accept it yet
NewKeyTooNarrow | the new key may do less than was asked for, so it was not put in force
NoRotator | no issuer makes the successors of this key
RotationLate | a rotation was due and fails; the key in force works
SigningKeyMissing | no signing key of this name could be made yet
SigningKeyNotProven | what a new signing key signs does not verify with the published keys: it was not promoted
EmergencyPending | an emergency rotation was asked for and is not done: the keys that are to go still count
TokenJustMinted | a token was refused within a minute of its issue, and another would be refused as well
TokenMinted | preflight: the token of an agent is in force, and its key can sign the next
TokenOnDemand | preflight: no token of this agent is in force, and one is made as soon as somebody asks
LifetimeTooShort | tokens of this agent never live as long as was asked
FreshTokenRefused | a consumer was refused with a token that had just been minted: audience, issuer or clock of its verifier, or the published keys cannot be fetched
MintingFails | a token of an agent that is always renewed could not be: the last one ends soon, or has ended
OldKeyLives | the key before it still works at its issuer after its overlap
Refreshed | the issuer gave a new access token
RotationLost | the answer of a refresh was lost, and the refresh token is spent: latched
Unsettled | the same, and nothing decides whether it is spent
AnswerUnreadable | the issuer answered success without an access token
RefreshFailing | refreshing fails and the token runs short; the verdict says no more
DeliveryFailed | a fresh token does not reach a sink
EndForeseen | the grant ends at a known time
ConsentRequired | the grant is latched and the reason is not known here
NoGrant | nobody has consented yet
GrantUnknown | runs were held before, and the broker has not said how the grant is
NoTokenYet | a grant without a login has no token yet; evergrant status GRANT says why
TokenOver | the last token ended and no newer one came
Paused | the grant is paused; no command does that yet
Busy | a refresh is under way and did not end in time
BackingOff | an earlier try failed and its waiting time is not over
NotProjected | the grant is settled and its token is not stored yet
StoreNotWritable | nothing was sent, because the answer could not have been saved
Overslept | the broker was stopped between recording its intent and sending; nothing was sent
HeldInMemory | neither store nor spill takes a new value; do not stop the broker
MinValidTooLong | a token was asked for that lives longer than this issuer's tokens
StateMended | the state of a grant was rebuilt
StateDamaged | the exchange that a lost state may have known is taken for lost
Claimed | the same, after evergrant claim
ClockLeaped | the clock was set, or the machine slept
RepeatedFailures | a daemon failed more often in a row than declared, and no line spoke of credentials
TimedOut | a run took too long and was ended
NotStarted | the program could not be started
Exited | a run failed with an exit code and said nothing of credentials
Killed | a signal ended a run
NotARedirect | what was pasted is not the redirect of this consent
StateMismatch | it belongs to another consent
IssuerMismatch | it comes from another issuer
AccessDenied | the person said no
ConsentRefusedByIssuer | the issuer refused the consent
CandidateFailed | the fresh token did not work, or its ID token is not valid
WrongAccount | another account consented
AccountUnknown | the issuer does not say who consented
ScopesMissing | scopes were left out
Overtaken | another consent was finished meanwhile
StaleInMemory | a consumer proved an older token after a newer one was delivered
AfterDeliveryFailed | a sink holds the new token and what is to follow fails
UnknownFingerprint | an acknowledgement names a token that was never delivered to that sink
RefusedTooSoon | a token was refused right after its issue; a new one would hardly fare better
Imported | a refresh token of another tool is held from now on
BrokerFailed | the broker failed while a token was asked for; also a fault
MessageUnknown | what is no notice came to the queue of a host and was taken away
NoticeForeign | a notice of a token that a host does not have came to its queue and was taken away
TokenUnreadable | a token secret in AWS does not hold what evergrant wrote there
HostSilent | a host in AWS has not reported for 15 minutes: runbook (docs/runbooks/host-silent.md)
GrantUnchecked | a daemon in AWS is refused, and nobody could ask the issuer about its grant
GrantFailing | the alarm on failures in a row rang, and its cause was not told yet
TokenExpiring | the alarm on a token's end rang, and its cause was not told yet
RotationFailed | the alarm on rotations rang, and its cause was not told yet
AlarmRang | an alarm that is not Evergrant's, passed on
NotAnAlarm | what is no alarm was sent to the alarms topic, passed on
PendingDropped | a rotation was interrupted, and the version that it left pending was let go
Unexpected | a function in AWS failed for a reason that is no fault; report it
OfAnotherHost | in AWS consumers acknowledge to the daemon of their host
ExchangeOpen | a refresh is open or its answer was lost: nobody knows whether the refresh token is spent
NothingToMove | nobody has consented to any grant here
HeldThere | the deployment holds another consent, or an older generation
NotDeclaredThere | the deployment does not declare a grant that is held here
ValueUnreadable | the value in force cannot be read
OtherClient | the deployment uses another client id
MovedElsewhere | the state directory was frozen for another deployment
MachineOnly | a grant that needs no login, or an API key, which no deployment in AWS keeps
EndpointCloses | the metadata endpoint or the token socket closes with the machine's broker
SinkStays | a sink of this machine gets no more tokens
TokenNotDeclaredThere | the deployment does not declare a token of the grant
ClientMissing | the folder holds no client with its secret
ClientMismatch | the refresh token belongs to another client
SeveralClients | the folder holds several clients
SeveralRefreshTokens | the folder holds different refresh tokens
NotJson | a file is not JSON; its line is named
OpenToOthers | a file or the folder may be touched by others
Unreadable | a file cannot be read
ImportRefused | several of these; also a fault
KeyAccepted | its issuer accepted the API key when it was asked last
KeyHeld | an API key without an issuer: nobody can ask whether it works
KeyNotProven | its issuer could not be asked about the API key yet
RotationFailing | the rotation of an API key failed; the key in force works
AccessTokenLive | the access token works
AccessTokenEnded | it is over
AccessLifeUnknown | the issuer does not state how long it lives
RefreshTokenAccepted | the issuer accepted the refresh token last time
ProofAccepted | preflight: the issuer gave a token to this grant without a login (docs/keyless.md)
NeverRefreshed | it was never used here
RefreshOverdue | a refresh was due and did not happen
EndFar | the forecast end of the grant is not near
TokenOutlivesDowntime | the access token outlives the planned downtime
TokenEndsWithinDowntime | it does not, and there will be no other
RefreshAfterDowntime | it does not; whoever starts first needs the refresh path
EndsWithinDowntime | the grant ends within the planned downtime
ClientReady | the client can prove itself
SinkWritable | a token can be put there
SinkNotWritable | it cannot
SinkCurrent | the sink holds the token in force
SinkBehind | it holds another one
SinkMissing | there is no file
SinkForeign | it holds something that this sink did not write
NotTheBrokersUser | only the broker's own user can tell whether a sink is writable
ClockRight | the clock is within 5 s of the issuer's
ClockOff | it is not
StateSound | every file of the state directory is as it was written
StateFromAnotherMachine | it is a copy
BrokerRunning | a broker runs
BrokerAway | none does: nothing is refreshed
BrokerSilent | it does not answer this user in time
AlertsReady | an alert channel can be used
AlertsDeclared | in AWS: these are subscribed to the ops topic, once each has confirmed
ResourcesReady | in AWS: every part of the deployment that is needed is there
HeartbeatSeen | in AWS: the function woke within five minutes
HeartbeatMissing | it did not
AlertFileUnusable | an alerts file cannot
NoAlertChannel | alerts go to the terminal of evergrant up and nowhere else
CapacityEnough | all consumers fit into --at-once
CapacityTooSmall | they do not
`;
