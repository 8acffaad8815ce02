# Shared by the scripts of this folder: packages, configuring, building. Sourced, never run.
# shellcheck shell=bash disable=SC2034  # what the scripts use is not used here

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export CCACHE_BASEDIR="$root"  # clones and worktrees share the cache

# Debian's names; nothing else is needed, and nothing is downloaded while building.
build_packages=(cmake ninja-build g++ pkg-config ccache libboost-graph-dev libfmt-dev
                nlohmann-json3-dev libcli11-dev libssl-dev libxxhash-dev)
test_packages=(libgtest-dev libgmock-dev librandom123-dev python3)
# What tests skip without: matplotlib, jsonschema, graphviz.
check_packages=(git clang clang-format clang-tidy shellcheck python3-matplotlib python3-jsonschema
                graphviz)
count_packages=(valgrind)  # scripts/instructions
bench_packages=(libns3-dev libsimgrid-dev python3-simpy3 libbenchmark-dev)  # scripts/bench

say() { printf '%s\n' "$*" >&2; }
die() {
  say "${0##*/}: error: $*"
  exit 4
}

# Prints those of the given packages that dpkg does not hold.
missing_packages() {
  local installed
  # "ii " and the name: a package that was removed keeps a line of another state.
  installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null || true)
  local package
  for package in "$@"; do
    grep -qx "ii *$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# Runs a command as root: directly, or through sudo. Fails if there is no way.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# Makes sure that the given packages are installed; says which it installs.
need_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "${0##*/}: not a Debian or Ubuntu system; going on as if these were installed: $*"
    return
  fi
  local missing=()
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi

  local by_hand="apt-get install --no-install-recommends ${missing[*]}"
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    die "packages are missing, and this user is not root and has no sudo; as root, run:
  $by_hand"
  fi
  say "installing: ${missing[*]}"
  local log
  log=$(mktemp)
  # A stale or unreachable source is no reason to stop: the packages may come from another one.
  as_root apt-get -q update >"$log" 2>&1 || true
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy -o Dpkg::Use-Pty=0 \
      -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" \
      >>"$log" 2>&1 </dev/null; then
    grep -E '^(E|W|Err):?' "$log" | tail -n 8 >&2 || tail -n 8 "$log" >&2
    rm -f "$log"
    die "could not install what is missing; is a package mirror within reach? As root, try:
  apt-get update && $by_hand"
  fi
  rm -f "$log"
}

# build PRESET TARGET...: configures build/PRESET the first time, then builds. On a terminal ninja's
# one line tells how far it is; elsewhere one line says that it is building, if it takes a while.
build() {
  local preset=$1 folder="$root/build/$1"
  shift
  mkdir -p "$folder"
  exec 9>"$folder/.lock"
  flock 9  # two starts at a time: the second waits for the first
  local hint=
  # The tree may have moved since, as into a container.
  if [[ ! -f $folder/build.ninja ]] ||
     ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    hint=' (the first time takes a few minutes)'
    configure "$preset" "$folder"
  fi
  local status=0
  if [[ -t 2 ]]; then
    NINJA_STATUS='[%f/%t] ' ninja -C "$folder" "$@" >&2 || status=$?
  else
    { sleep 2 2>&- && say "building build/$preset$hint"; } >/dev/null 9>&- &
    local notice=$!
    ninja -C "$folder" --quiet "$@" >&2 || status=$?
    kill "$notice" 2>/dev/null || true
    wait "$notice" 2>/dev/null || true
  fi
  exec 9>&-
  return "$status"  # also where `set -e` does not reach, as in a condition
}

configure() {
  local preset=$1 folder=$2
  say "configuring build/$preset"
  if ! (cd "$root" && cmake --fresh --preset "$preset") >"$folder/configure.log" 2>&1; then
    tail -n 30 "$folder/configure.log" >&2
    rm -f "$folder/build.ninja"
    die "cmake failed; the whole log is $folder/configure.log"
  fi
}
