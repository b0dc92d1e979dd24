#!/bin/bash
# Stands in for the commands of a machine, under each of their names. /run/fake has what they know.
name=$(basename "$0") fake=/run/fake
words=$*
test "$name" = id || printf '%s %s\n' "$name" "${words//$'\n'/ }" >>$fake/log
# A power cut: every process of this namespace dies, now or after the command did its work.
turn=$(wc -l <$fake/log)
cut_power() { test ! -f "$fake/$1" || test "$turn" -ne "$(cat "$fake/$1")" || { kill -KILL -1; kill -KILL $$; }; }
cut_power dies-before

install_packages() {
  local package
  for package in "$@"; do
    grep -qsx "$package" $fake/packages || continue
    case $package in
      nodejs*) rm -f $fake/old-node ;;
      awscli*) ln -f /usr/local/sbin/shim /usr/local/sbin/aws ;;
      amazon-ssm-agent) ln -f /usr/local/sbin/shim /usr/local/sbin/amazon-ssm-agent ;;
    esac
    return 0
  done
  echo "No match for argument: $*" >&2
  return 1
}

register() {
  case $(cat $fake/activation) in
    good)
      echo used >$fake/activation
      mkdir -p /var/lib/amazon/ssm
      printf '{"ManagedInstanceID":"%s","Region":"us-east-1"}' "$(cat $fake/machine)" >/var/lib/amazon/ssm/registration
      ;;
    expired) refuse 'ActivationExpired: ' ;;
    used) refuse 'InvalidActivation: ' ;;
    unreachable) refuse 'RequestError: send request failed' ;;
  esac
}

clear_registration() {
  test ! -f $fake/clear-refused || refuse 'permission denied'
  printf '{"ManagedInstanceID":"","Region":""}' >/var/lib/amazon/ssm/registration
}

refuse() {
  printf '2026-11-20 09:37:37 ERROR Registration failed due to error registering the instance with AWS SSM. %s\n\tstatus code: 400, request id: 1\n' "$1"
  exit 1
}

systemctl() {
  local verb=$1 unit=${*: -1}
  case $verb in
    restart)
      rm -f "$fake/active"
      ! grep -q NEVER_STARTS /opt/evergrant/current/evergrant-host.mjs && touch "$fake/active" ;;
    is-active) test -f "$fake/active" ;;
    enable) shift 2; for unit in "$@"; do touch "$fake/enabled/$unit"; done ;;
    start)
      if test "$unit" = amazon-ssm-agent.service && test -f /var/lib/amazon/ssm/registration -a ! -f $fake/stale; then
        mkdir -p /root/.aws
        printf '[default]\naws_access_key_id = ASIA\naws_session_token = x\n' >/root/.aws/credentials
      fi ;;
  esac
}

aws() {
  case "$1 $2" in
    's3 cp') cp "$fake/bucket/$(basename "${*: -2:1}")" "${*: -1}" ;;
    'ssm get-document') cat $fake/document.json ;;
  esac
}

case $name in
  node)
    if test -f $fake/old-node && test "$1" = --version; then echo v18.20.4; else /mnt/node "$@"; fi ;;
  dnf) shift 2; install_packages "$@" ;;
  apt-get) case $* in *install*) install_packages "$@" ;; esac ;;
  apt-cache) printf 'nodejs:\n  Installed: (none)\n  Candidate: %s\n' "$(cat $fake/candidate)" ;;
  curl) touch "${*: -2:1}" ;;
  dpkg) install_packages amazon-ssm-agent ;;
  snap) install_packages awscli ;;
  useradd)
    echo "${*: -1}:x:0:0::/var/lib/evergrant:/usr/sbin/nologin" >>/etc/passwd
    echo "${*: -1}:x:0:" >>/etc/group ;;
  groupadd) echo "${*: -1}:x:0:" >>/etc/group ;;
  amazon-ssm-agent) case $* in '-register -clear') clear_registration ;; *) register ;; esac ;;
  setpriv) while test "$1" != env; do shift; done; FAKE_UID=990 "$@" ;;
  id) if test "$*" = -u && test -n "$FAKE_UID"; then echo "$FAKE_UID"; else /usr/bin/id "$@"; fi ;;
  systemctl | aws) "$name" "$@" ;;
  logger | sleep) : ;;
esac
status=$?
cut_power dies-after
exit $status
