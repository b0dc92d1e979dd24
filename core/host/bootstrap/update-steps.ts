/**
 * What `evergrant-update` does, beside what it carries. Each step can be killed and done again; links are replaced by
 * rename, as files are.
 *
 * Links below /opt/evergrant: `current` is what runs, `good` what passed its self-test last, `previous` what was good
 * before that. `good-units` are the units that `good` passed with.
 */
export const UPDATE_STEPS = String.raw`
prepare() {
  step=prepare
  need_room "$base"
  id -u "$user" >/dev/null 2>&1 ||
    useradd --system --user-group --no-create-home --home-dir "$state" --shell /usr/sbin/nologin "$user"
  mkdir -p "$base/releases" "$state"
  chown "$user:" "$state"
  chmod 0700 "$state"
  make_directories
  write_program
  link_programs
  write_config
}

has_sum() {
  printf '%s  %s\n' "$sha256" "$1" | sha256sum --check --status 2>/dev/null
}

fetch() {
  step=fetch
  local file="$base/releases/$id/evergrant-host.mjs" incoming="$base/releases/.incoming" said
  if test -f "$file" && has_sum "$file"; then return; fi
  command -v aws >/dev/null || fail "the AWS command line (aws) is missing" "install awscli, then run this again"
  rm -f "$incoming"
  if ! said=$(aws s3 cp --only-show-errors --region "$region" "$source" "$incoming" 2>&1); then
    rm -f "$incoming"
    case $said in
      *'No space left'*) fail "the disk is full: no room for the release below $base" "free some space, then run this again" ;;
      *) fail "cannot fetch $source: $(printf %.300s "$said" | tr '\n' ' ')" "look at the role of this host and at the bucket" ;;
    esac
  fi
  if ! has_sum "$incoming"; then
    said=$(sha256sum "$incoming" | cut -d' ' -f1)
    rm -f "$incoming"
    fail "$source is not the release: expected SHA-256 $sha256, got $said" "deploy again; nothing was changed here"
  fi
  chmod 0644 "$incoming"
  sync "$incoming"
  mkdir -p "$base/releases/$id"
  mv -fT "$incoming" "$file"
}

# point LINK RELEASE
point() {
  ln -sfn "releases/$2" "$base/$1.new"
  mv -fT "$base/$1.new" "$base/$1"
}

# release LINK: what it points at, or nothing
release() {
  if test -L "$base/$1"; then basename "$(readlink "$base/$1")"; fi
}

restart() {
  systemctl daemon-reload
  enable_units
  hand_over_identity
  timeout "$restart_seconds" systemctl restart "$unit" || :
}

is_active() {
  systemctl is-active --quiet "$unit"
}

# Prints what it found.
self_test() {
  timeout 240 "$program_file" self-test --started </dev/null
}

# healthy RELEASE: else trouble says why not.
healthy() {
  local tries=30
  step=start
  until is_active; do
    tries=$((tries - 1))
    if test "$tries" -le 0; then
      trouble="is not active (journalctl -u $unit -n 50)"
      return 1
    fi
    sleep 1
  done
  step=self-test
  self_test && return
  trouble="failed its self-test (see above)"
  return 1
}

# Release and units as they were when a self-test passed last, if one did. The configuration and the wrapper, which are of
# the deployment and of the Node that is here, stay new.
take_back() {
  local before name file
  before=$(release good)
  if test -z "$before"; then
    fail "release $id $trouble, and there is none before it to go back to" "$program_file self-test"
  fi
  if test "$before" = "$id" && test ! -f "$base/pending"; then
    fail "release $id $trouble; it is the one that ran before, and nothing was changed" "$program_file self-test"
  fi
  say "release $id $trouble; going back to release $before"
  for name in "$base/good-units"/*; do
    file=$unit_directory/$(basename "$name")
    if test -f "$name"; then put "$file" 0644 <"$name"; fi
  done
  point current "$before"
  restart
  if is_active; then
    rm -f "$base/pending"
    fail "release $id $trouble; release $before is back and runs" "$program_file self-test"
  fi
  fail "release $id $trouble; release $before is back and does not start" "journalctl -u $unit -n 50"
}

remember() {
  local before
  before=$(release good)
  if test -n "$before" && test "$before" != "$id"; then point previous "$before"; fi
  point good "$id"
  if test -f "$base/pending"; then
    rm -rf "$base/good-units.new"
    mkdir "$base/good-units.new"
    copy_units "$base/good-units.new"
    rm -rf "$base/good-units"
    mv -T "$base/good-units.new" "$base/good-units"
    rm -f "$base/pending"
  fi
}

# The newest three stay, and whatever a link points at.
prune() {
  local name kept=0
  touch "$base/releases/$id"
  while read -r name; do
    kept=$((kept + 1))
    case $name in "$(release current)" | "$(release good)" | "$(release previous)") continue ;; esac
    if test "$kept" -gt 3; then rm -rf "$base/releases/$name"; fi
  done < <(find "$base/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2)
}

install_release() {
  id=$(printf %.12s "$sha256")
  prepare
  await_credentials
  fetch
  step=units
  write_units
  if test "$(release current)" != "$id"; then
    : >"$base/pending"
    point current "$id"
  fi
  step=start
  if test -f "$base/pending" || ! is_active; then restart; fi
  healthy || take_back
  remember
  prune
  say "release $id runs and passed its self-test"
}

roll_back() {
  local after
  after=$(release current)
  id=$(release previous)
  test -n "$id" || fail "there is no release before $after to go back to" "ls $base/releases"
  test -f "$base/releases/$id/evergrant-host.mjs" || fail "release $id is gone" "ls $base/releases"
  : >"$base/pending"
  point current "$id"
  restart
  healthy || fail "release $id $trouble" "evergrant-update install, or journalctl -u $unit -n 50"
  remember
  say "release $id runs again in place of $after; the next update brings a newer one"
}

usage() {
  cat <<'USAGE'
evergrant-update install --sha256 HEX --source s3://BUCKET/KEY
    installs a release, its units and host.json; goes back when the self-test fails
evergrant-update rollback
    goes back to the release that was good before the present one
USAGE
}

bad_usage() {
  reason="$1; next: evergrant-update --help"
  exit 64
}

ended() {
  local status=$?
  test "$status" -ne 0 || return 0
  ended_unexpectedly
  say "failed at $step: $reason" >&2
  exit "$status"
}

main() {
  local verb
  trap ended EXIT
  verb=none
  if test "$#" -gt 0; then
    verb=$1
    shift
  fi
  sha256='' source=''
  case $verb in
    install | rollback) ;;
    help | --help) usage && exit ;;
    *) bad_usage "install or rollback was expected, not $verb" ;;
  esac
  while test "$#" -gt 1 && test "$verb" = install; do
    case $1 in
      --sha256) sha256=$2 ;;
      --source) source=$2 ;;
      *) bad_usage "unknown option $1" ;;
    esac
    shift 2
  done
  test "$#" -eq 0 || bad_usage "unexpected $1"
  test "$(id -u)" -eq 0 || fail "only root may update this host" "sudo evergrant-update $verb"
  mkdir -p "$base/bin"
  exec 9>"$base/.lock"
  flock -w 900 9 || fail "another evergrant-update is at work since 15 minutes" "ps -C evergrant-update"
  if test "$verb" = rollback; then
    roll_back
    return
  fi
  printf %s "$sha256" | grep -Eqx '[0-9a-f]{64}' || bad_usage "--sha256 needs 64 hex digits, got '$sha256'"
  printf %s "$source" | grep -Eqx 's3://[^/]+/.+' || bad_usage "--source needs s3://BUCKET/KEY, got '$source'"
  install_release
}

main "$@"
`;
