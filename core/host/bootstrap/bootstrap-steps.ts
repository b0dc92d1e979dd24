/**
 * The steps that bring a machine to its first release, shared by user data and `evergrant join`. A script that has them
 * sets `region`, `document` and `hybrid`, and for a hybrid host `activation_id`, `activation_code`, `renew`: what to do for a new
 * one, and `known_machines`: see {@link BootstrapScriptOptions}. Each can be killed and done again.
 */
export const BOOTSTRAP_STEPS = String.raw`
export DEBIAN_FRONTEND=noninteractive
work=''

has() {
  command -v "$1" >/dev/null
}

# A network that is only coming up is no reason to give up.
patiently() {
  "$@" && return
  sleep 10
  "$@" && return
  sleep 20
  "$@"
}

apt_install() {
  patiently apt-get -o DPkg::Lock::Timeout=300 update -q
  apt-get -o DPkg::Lock::Timeout=300 install -yq "$@"
}

install_node() {
  local candidate offer=''
  step=node
  find_node
  test -z "$node" || return 0
  say "Node.js 20.19 or newer is needed, found $found"
  if has dnf; then
    dnf install -y nodejs24 || dnf install -y nodejs22 || dnf install -y nodejs20 || :
  elif has apt-get; then
    patiently apt-get -o DPkg::Lock::Timeout=300 update -q
    candidate=$(apt-cache policy nodejs | awk '/Candidate:/ { print $2 }')
    offer=", and apt-get has only $candidate"
    # It may know the name and have none: "(none)".
    case $candidate in
      [0-9]*) if printf '20.19\n%s\n' "$candidate" | sort -V -C; then apt_install nodejs; fi ;;
    esac
  fi
  find_node
  test -n "$node" || fail "Node.js 20.19 or newer is needed, found $found$offer" \
    "install Node.js 22 or 24, or take Amazon Linux 2023, then run this again"
}

install_aws() {
  step=aws
  ! has aws || return 0
  say "installing the AWS command line"
  if has dnf; then
    dnf install -y awscli-2 || dnf install -y awscli2 || :
  elif has apt-get; then
    apt_install awscli || snap install aws-cli --classic || :
  fi
  has aws || fail "the AWS command line (aws) cannot be installed here" "install awscli 2, then run this again"
}

# Sets agent and agent_unit, or agent to nothing.
find_agent() {
  agent=$(command -v amazon-ssm-agent || :)
  agent_unit=amazon-ssm-agent.service
  if test -x /snap/amazon-ssm-agent/current/amazon-ssm-agent; then
    agent=/snap/amazon-ssm-agent/current/amazon-ssm-agent
    agent_unit=snap.amazon-ssm-agent.amazon-ssm-agent.service
  fi
}

install_agent() {
  local machine domain=amazonaws.com place
  step=agent
  find_agent
  test -z "$agent" || return 0
  say "installing the SSM agent"
  case $(uname -m) in aarch64 | arm64) machine=arm64 ;; *) machine=amd64 ;; esac
  case $region in cn-*) domain=amazonaws.com.cn ;; esac
  place="https://s3.$region.$domain/amazon-ssm-$region/latest"
  if has dnf; then
    dnf install -y amazon-ssm-agent || dnf install -y "$place/linux_$machine/amazon-ssm-agent.rpm" || :
  elif has apt-get; then
    has curl || apt_install curl ca-certificates
    work=$(mktemp -d)
    if patiently curl -fsS -o "$work/agent.deb" "$place/debian_$machine/amazon-ssm-agent.deb"; then
      dpkg -i "$work/agent.deb" || :
    fi
    rm -rf "$work"
    work=''
  fi
  find_agent
  test -n "$agent" || fail "the SSM agent cannot be installed here" "install amazon-ssm-agent, then run this again"
}

# Is that a machine of this host, by what AWS knew when this script was made, or by this script itself?
is_known() {
  case " $known_machines " in *' any '* | *" $1 "*) return 0 ;; esac
  test "$(cat "$mark" 2>/dev/null)" = "$document $activation_id"
}

# What this host was before it was deleted. A registration of somebody else's is not ours to end.
clear_registration() {
  local said
  if ! grep -qs "^$document " "$mark"; then
    fail "this machine is registered with Systems Manager as $1, which is no machine of this host" \
      "if nothing else needs that, as root: $agent -register -clear; then run this again"
  fi
  say "AWS knows $1 no more as this host: clearing that registration"
  systemctl stop "$agent_unit" || :
  said=$("$agent" -register -clear </dev/null 2>&1) ||
    fail "the SSM agent cannot clear the registration $1: $(printf %s "$said" | tr -s '\n\t' '  ' | tail -c 300)" \
      "systemctl status $agent_unit; then run this again"
  # Were the id left in it, the next run would take it for the registration that is made now.
  rm -f "$place"
}

default_profile() {
  awk '/^\[/ { ours = $0 ~ /^\[default\]/ } ours' "$keys"
}

# Keys of an earlier registration look like those that are awaited.
drop_old_keys() {
  test -f "$keys" || return 0
  if test -n "$(default_profile)" && ! default_profile | grep '^aws_session_token' >/dev/null; then
    fail "$keys has long-lived keys in [default], which the SSM agent would overwrite" \
      "move them into another profile, then run this again"
  fi
  (umask 077 && awk '/^\[/ { ours = $0 ~ /^\[default\]/ } !ours' "$keys" >"$keys.new")
  mv -fT "$keys.new" "$keys"
}

register() {
  local said machine keys=/root/.aws/credentials place=/var/lib/amazon/ssm/registration mark=/etc/evergrant/activation
  step=register
  machine=$(grep -os 'mi-[0-9a-f]*' "$place" | head -n 1 || :)
  if test -n "$machine" && ! is_known "$machine"; then
    clear_registration "$machine"
    machine=''
  fi
  if test -n "$machine"; then
    say "registered with Systems Manager already: $machine"
  else
    systemctl stop "$agent_unit" || :
    drop_old_keys
    mkdir -p /etc/evergrant
    printf '%s %s\n' "$document" "$activation_id" >"$mark.new"
    mv -fT "$mark.new" "$mark"
    if ! said=$("$agent" -register -id "$activation_id" -code "$activation_code" -region "$region" </dev/null 2>&1); then
      case $said in
        *"$activation_code"*) said='words that name the code' ;;
      esac
      said=$(printf %s "$said" | tr -s '\n\t' '  ' | tail -c 300)
      case $said in
        *'already registered'*) say "registered with Systems Manager already" ;;
        *ActivationExpired*) fail "the activation $activation_id has expired or was used" "$renew" ;;
        *Activation* | *egistration[Ll]imit*)
          fail "the activation $activation_id was used, is deleted or is of another region" "$renew" ;;
        *)
          fail "the SSM agent cannot register this host: $said" \
            "check that this host reaches ssm.$region over HTTPS, then run this again" ;;
      esac
    fi
  fi
  activation_code=''
  systemctl enable --quiet "$agent_unit"
  systemctl start "$agent_unit"
}

# The document has what the newest deployment wants, whatever the age of this script.
read_document() {
  aws ssm get-document --region "$region" --name "$document" --document-version "\$LATEST" \
    --document-format JSON --query Content --output text
}

install_first_release() {
  local line
  await_credentials
  step=document
  work=$(mktemp -d)
  if ! patiently read_document >"$work/document" 2>"$work/said"; then
    fail "cannot read the document $document: $(tr -s '\n' ' ' <"$work/said" | tail -c 300)" \
      "deploy, and look at the role of this host; then run this again"
  fi
  "$node" -e 'const text = require("node:fs").readFileSync(0, "utf8");
    process.stdout.write(JSON.parse(text).mainSteps[0].inputs.runCommand.join("\n") + "\n")' \
    <"$work/document" >"$work/update"
  step=release
  if sh "$work/update" 2>&1 | tee "$work/said"; then return; fi
  line=$(grep '^evergrant-update: failed at ' "$work/said" | tail -n 1 | sed 's/^evergrant-update: failed at //')
  if test -n "$line"; then
    step=$(printf %s "$line" | cut -d: -f1)
    reason=$(printf %s "$line" | cut -d: -f2- | sed 's/^ //')
  fi
  exit 1
}

# One line for people, on whatever they look at, and a file for the host daemon.
ended() {
  local status=$? text='evergrant bootstrap: ok' ok=true state=/var/lib/evergrant
  trap - EXIT
  activation_code=''
  if test "$status" -ne 0; then
    ended_unexpectedly
    ok=false text="evergrant bootstrap: failed at $step: $reason"
  fi
  printf '%s\n' "$text"
  logger -t "$program" -- "$text" 2>/dev/null || :
  if test "$console" = yes && test -w /dev/console; then { printf '%s\n' "$text" >/dev/console; } 2>/dev/null || :; fi
  if test -n "$work"; then rm -rf "$work"; fi
  mkdir -p "$state" || exit 1
  text=$(printf %s "$text" | tr -d '\042\134\000-\037')
  printf '{"schema":1,"at":"%s","ok":%s,"step":"%s","message":"%s"}\n' "$(date -u +%FT%TZ)" "$ok" "$step" "$text" \
    >"$state/bootstrap.json.new"
  mv -fT "$state/bootstrap.json.new" "$state/bootstrap.json"
  exit "$status"
}

bootstrap() {
  trap ended EXIT
  check
  step=room
  mkdir -p /opt/evergrant
  need_room /opt/evergrant
  install_node
  install_aws
  if test "$hybrid" = yes; then
    install_agent
    register
  fi
  install_first_release
  step=finished
}
`;
