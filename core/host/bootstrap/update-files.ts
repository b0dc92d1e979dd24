/**
 * How `evergrant-update` writes: files are replaced by rename, so that whoever reads one finds it whole, and a changed one
 * leaves `pending` behind, for the unit was not started with it yet.
 */
export const UPDATE_FILES = String.raw`
# put FILE MODE: replaces FILE by what is read, unless it is the same already.
put() {
  mkdir -p "$(dirname "$1")"
  if ! { cat >"$1.new" && chmod "$2" "$1.new" && sync "$1.new"; }; then
    rm -f "$1.new"
    fail "cannot write $1" "df -h $(dirname "$1")"
  fi
  if cmp -s "$1.new" "$1"; then
    rm -f "$1.new"
    chmod "$2" "$1"
  else
    : >"$base/pending"
    mv -fT "$1.new" "$1"
  fi
}

# make_group GROUP: one that is missing, unless it is a number, which needs no name.
make_group() {
  case $1 in
    *[!0-9]*) getent group "$1" >/dev/null || groupadd --system "$1" ;;
  esac
}

# make_directory PATH OWNER: only one that is missing; until its owner exists it is the host daemon's.
make_directory() {
  test ! -d "$1" || return 0
  local owner=$2
  case $owner in
    *[!0-9:]*) id -u "$owner" >/dev/null 2>&1 || owner=$user ;;
  esac
  mkdir -p "$1"
  chown "$owner" "$1"
  say "made $1 for $owner"
}

# A Node that was upgraded since may not know an option any more, and has to do without.
write_program() {
  find_node
  if test -z "$node"; then
    fail "Node.js 20.19 or newer is needed, found $found" "install it, then run this again"
  fi
  local guard=''
  if test "$hybrid" = yes; then guard='export AWS_EC2_METADATA_DISABLED=true'; fi
  put "$program_file" 0755 <<PROGRAM
#!/bin/sh
# Whoever calls it, it is the host daemon's user with its rights: what root wrote, that could not read.
if test "\$(id -u)" = 0; then
  exec setpriv --reuid "$user" --regid "$user" --groups "\$(id -G "$user" | tr ' ' ,)$more_groups" \\
    --inh-caps="$capabilities" --ambient-caps="$capabilities" \\
    env HOME="$state" "$program_file" "\$@"
fi
$guard
export $malloc
"$node" $node_options -e 0 2>/dev/null || exec "$node" "$base/current/evergrant-host.mjs" "\$@"
exec "$node" $node_options "$base/current/evergrant-host.mjs" "\$@"
PROGRAM
}

# By their names, for people who are there.
link_programs() {
  local name link
  mkdir -p /usr/local/bin
  for name in evergrant-host evergrant-update; do
    link=/usr/local/bin/$name
    if test -L "$link" || test ! -e "$link"; then ln -sfn "$base/bin/$name" "$link"; fi
  done
}
`;
