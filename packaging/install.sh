# Sourced by ./run and ./test. Installs what is missing and nothing else.
# shellcheck shell=bash

# Prints the packages of a section of the list.
packages_of() {
  awk -v want="[$1]" '/^\[/ { on = ($0 == want); next } on && NF && !/^#/ { print }' "$root/packaging/debian-packages.txt"
}

say() { printf '\033[1m%s\033[0m\n' "$*"; }
stop_with() { printf 'peal: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else stop_with "installing packages needs root, and there is no sudo. As root: apt-get install --no-install-recommends $*"
  fi
}

# install_packages SECTION...: names what will be installed, then installs it.
install_packages() {
  local section name missing=()
  for section in "$@"; do
    if [ "$section" = node ] && command -v node >/dev/null && command -v npm >/dev/null; then continue; fi
    while read -r name; do
      [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$name" 2>/dev/null)" = "ii " ] || missing+=("$name")
    done < <(packages_of "$section")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${#missing[@]} Debian packages (nothing is started):"
  printf '  %s\n' "${missing[*]}" | fold -s -w 110
  local guard=/usr/sbin/policy-rc.d made_guard=no
  if [ ! -e $guard ]; then
    # A package must not start a server here: tests run private ones.
    printf '#!/bin/sh\nexit 101\n' | as_root tee $guard >/dev/null
    as_root chmod 755 $guard
    made_guard=yes
  fi
  local log status=0
  log=$(mktemp)
  if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
         --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    status=1
    tail -n 20 "$log" >&2
  fi
  rm -f "$log"
  [ $made_guard = yes ] && as_root rm -f $guard
  [ $status = 0 ] || stop_with "apt-get could not install the packages above. Mend what it says, then start again."
}

# Vite needs Node 20.19 or newer and a current npm; Debian 12 has older ones.
# Both are in the npm registry as ordinary packages; they stay inside build/.
ensure_node() {
  local tools="$root/build/tools" major minor npm_major
  IFS=. read -r major minor _ < <(node --version | tr -d v)
  npm_major=$(npm --version | cut -d. -f1)
  if [ "$major" -lt 20 ] || { [ "$major" = 20 ] && [ "$minor" -lt 19 ]; } || [ "$npm_major" -lt 11 ]; then
    if [ ! -x "$tools/bin/npm" ]; then
      say "Fetching Node 20 and npm 11 from the npm registry into build/tools"
      mkdir -p "$tools/bin"
      local arch=x64
      [ "$(uname -m)" = aarch64 ] && arch=arm64
      npm install --silent --no-audit --no-fund --prefix "$tools" "node-linux-$arch@20" npm@11 >/dev/null ||
        stop_with "npm could not fetch node-linux-$arch@20 and npm@11. Is the npm registry within reach?"
      ln -sf "$tools/node_modules/node-linux-$arch/bin/node" "$tools/bin/node"
      ln -sf "$tools/node_modules/npm/bin/npm-cli.js" "$tools/bin/npm"
      ln -sf "$tools/node_modules/npm/bin/npx-cli.js" "$tools/bin/npx"
    fi
    PATH="$tools/bin:$PATH"
    export PATH
  fi
}

# build_web: npm ci when the lock file changed, build when a source changed.
build_web() {
  ensure_node
  local lock stamp
  lock=$(sha256sum "$root/web/package-lock.json" | cut -c1-16)
  if [ ! -e "$root/web/node_modules/.peal-$lock" ]; then
    say "Installing the web packages (npm ci)"
    (cd "$root/web" && npm ci --silent --no-audit --no-fund) || stop_with "npm ci failed in web/."
    touch "$root/web/node_modules/.peal-$lock"
  fi
  stamp=$(cd "$root" && { git ls-files -co --exclude-standard web api | LC_ALL=C sort | xargs -d '\n' sha256sum 2>/dev/null; } | sha256sum | cut -c1-16)
  if [ ! -e "$root/build/web-$stamp" ]; then
    say "Building the pages"
    (cd "$root/web" && npm run --silent build) || stop_with "The pages did not build: see above."
    mkdir -p "$root/build"
    rm -f "$root"/build/web-*
    touch "$root/build/web-$stamp"
  fi
}

# build_cpp PRESET TARGET...
build_cpp() {
  local preset=$1 log="$root/build/$1.log"
  shift
  mkdir -p "$root/build"
  if ! { cmake --preset "$preset" && cmake --build --preset "$preset" --target "$@"; } >"$log" 2>&1; then
    grep -E -A12 'error|Error|FAILED' "$log" | head -n 60 >&2
    stop_with "the $preset build failed; the whole output is in build/$preset.log."
  fi
}
