/**
 * What every script of a host begins with: one voice, one way to end, one identity. Written without braces around
 * variables, so that the text can stand in a template. A script sets `program` and `hybrid` before, and `step` as it goes.
 */
export const SHELL_LIBRARY = String.raw`
set -euo pipefail
set +x
umask 022
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
export LC_ALL=C
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
export AWS_CONFIG_FILE=/dev/null
# The metadata service of a hybrid host has no identity, or one of somebody else's; of EC2 it is the only one.
export AWS_SHARED_CREDENTIALS_FILE=/dev/null
if test "$hybrid" = yes; then
  export AWS_EC2_METADATA_DISABLED=true AWS_SHARED_CREDENTIALS_FILE=/root/.aws/credentials
fi

reason=''
step=start

say() {
  printf '%s: %s\n' "$program" "$1"
  logger -t "$program" -- "$1" 2>/dev/null || :
}

# fail WHAT NEXT
fail() {
  reason="$1; next: $2"
  exit 1
}

# Ends the script when there is no room for what it has to write. An atomic replacement needs room for both.
need_room() {
  local free
  free=$(df -Pk "$1" | awk 'NR == 2 { print $4 }')
  if test "$free" -lt 32768; then
    fail "the disk is full: $free KB are free below $1, 32768 are needed" "free some space, then run this again"
  fi
}

# node_version PROGRAM: v20.19.0, or nothing
node_version() {
  "$1" --version 2>/dev/null || :
}

# Sets node to the real program of a Node.js that is new enough, or found to what there is instead.
find_node() {
  local name candidate version
  node='' found=none
  for name in node node-24 node-22 node-20; do
    candidate=$(command -v "$name") || continue
    candidate=$(readlink -f "$candidate")
    version=$(node_version "$candidate")
    if test -n "$version" && printf 'v20.19.0\n%s\n' "$version" | sort -V -C; then
      node=$candidate
      return
    fi
    found="$candidate $version"
  done
}

# The SSM agent needs some seconds after its registration.
await_credentials() {
  test "$hybrid" = yes || return 0
  step=credentials
  local tries=60
  until grep -qs '^aws_session_token' "$AWS_SHARED_CREDENTIALS_FILE"; do
    tries=$((tries - 1))
    if test "$tries" -le 0; then
      fail "the SSM agent wrote no credentials to $AWS_SHARED_CREDENTIALS_FILE" \
        "systemctl status amazon-ssm-agent; an old registration goes by amazon-ssm-agent -register -clear"
    fi
    sleep 2
  done
}

ended_unexpectedly() {
  test -n "$reason" || reason="a command of step $step failed; next: journalctl -t $program"
}
`.trimStart();
