#!/bin/sh
# Installs the partition runner on a board with systemd, as root; again: brings a newer one.
#
#   install.sh --mqtt tcp://broker:1883 [--device NAME] [--memory 192M] [--from DIR] [--root DIR] [--no-start]
#
# DIR of --from is partition-runner/target of a build (default: of the project around this file): its native executable if it is
# there, else the application for Java 17 or later. --root installs into a directory, for images of boards. Settings in
# /etc/hyps/runner.env that are there stay, but those that are given.
set -eu

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit 2
}
usage() {
  sed -n '3,9s/^# \{0,1\}//p' "$0"
  exit "$1"
}

here=$(cd "$(dirname "$0")" && pwd -P)
from=$here/../../partition-runner/target
root=
mqtt=
device=
memory=
start=true
while [ $# -gt 0 ]; do
  case $1 in
    --mqtt | --device | --memory | --from | --root)
      [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 wants a value"
      case $1 in
        --mqtt) mqtt=$2 ;;
        --device) device=$2 ;;
        --memory) memory=$2 ;;
        --from) from=$2 ;;
        --root) root=${2%/} ;;
      esac
      shift 2
      ;;
    --no-start) start=false; shift ;;
    -h | --help) usage 0 ;;
    *) fail "there is no option $1; --help lists them" ;;
  esac
done
[ "$(id -u)" -eq 0 ] || fail "must be run as root"
case $mqtt in '' | tcp://?* | ssl://?*) ;; *) fail "'$mqtt' is no broker: write tcp://host:1883 or ssl://host:8883" ;; esac
case $device in *[!A-Za-z0-9._-]*) fail "'$device' is no device's name: letters, digits, '.', '_', '-'" ;; esac
case $memory in '' | [1-9]*[0-9KMG]) ;; *) fail "'$memory' is no size: write 192M" ;; esac
[ -z "$root" ] || [ -f "$root/etc/passwd" ] || fail "'$root' is no root file system: there is no etc/passwd in it"
[ -n "$root" ] || [ -d /run/systemd/system ] || [ "$start" = false ] || fail "systemd does not run here; --no-start installs all the same"
if [ -x "$from/native/hyps-runner" ]; then
  kind=native
elif [ -f "$from/quarkus-app/quarkus-run.jar" ]; then
  kind=java
  [ -n "$root" ] || command -v java >/dev/null || fail "no java found: install a Java 17 runtime, or build the native runner"
else
  fail "no runner in '$from': build it (./mvnw -Dquick package), or say --from"
fi

if ! grep -q '^hyps-runner:' "$root/etc/passwd" 2>/dev/null; then
  useradd ${root:+--prefix "$root"} --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hyps-runner
fi

# the new one beside the old one, then in its place
target=$root/opt/hyps/runner
rm -rf "$target.new" "$target.old"
mkdir -p "$target.new"
if [ $kind = native ]; then
  cp "$from/native/hyps-runner" "$from"/native/*.so "$target.new/"
else
  cp -R "$from/quarkus-app" "$target.new/"
fi
cp "$here/run" "$target.new/"
chmod -R u=rwX,go=rX "$target.new"
chmod 755 "$target.new/run"
[ ! -d "$target" ] || mv "$target" "$target.old"
mv "$target.new" "$target"
rm -rf "$target.old"

# settings may hold a password
env=$root/etc/hyps/runner.env
mkdir -p "$root/etc/hyps"
[ -f "$env" ] || install -m 600 "$here/runner.env" "$env"
set_value() {
  [ -n "$2" ] || return 0
  (
    umask 077
    rm -f "$env.new"
    grep -v "^#\{0,1\}$1=" "$env" >"$env.new" || true
    printf '%s=%s\n' "$1" "$2" >>"$env.new"
  )
  mv "$env.new" "$env"
}
set_value HYPS_MQTT_URL "$mqtt"
set_value HYPS_RUNNER_DEVICE "$device"

unit=$root/etc/systemd/system/hyps-runner.service
mkdir -p "$root/etc/systemd/system"
install -m 644 "$here/hyps-runner.service" "$unit"
if [ -n "$memory" ]; then
  mkdir -p "$unit.d"
  printf '[Service]\nMemoryMax=%s\n' "$memory" >"$unit.d/memory.conf"
fi

if [ -n "$root" ]; then
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  ln -sf ../hyps-runner.service "$root/etc/systemd/system/multi-user.target.wants/hyps-runner.service"
elif [ "$start" = true ]; then
  systemctl daemon-reload
  systemctl enable --quiet hyps-runner
  systemctl restart hyps-runner
fi
printf 'install.sh: %s runner in %s, settings in %s\n' "$kind" "$target" "$env"
