#!/bin/bash
# A real cron and a real systemd --user, in a mount namespace of their own: nothing of this computer's own schedules is
# seen or changed. Both are installed by the command; what they started is found in the study's own status.
#   really_running.sh cron|systemd PYTHON PARAMETERS STATUS_JSON FOLDER SECONDS
set -eu
kind=$1 python=$2 parameters=$3 status=$4 folder=$5 seconds=$6
schedule() { "$python" -m research_kit.cli schedule "$parameters" "$@"; }
until_looked() {
  for _ in $(seq "$((seconds * 2))"); do
    grep -q '"came_of_it": "[a-z]' "$status" 2>/dev/null && return 0
    sleep 0.5
  done
  echo "nothing was started within $seconds s"
  return 1
}

daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon"; } 2>/dev/null || true' EXIT
if [ "$kind" = cron ]; then
  mount -t tmpfs -o mode=1730 tmpfs /var/spool/cron/crontabs
  chgrp crontab /var/spool/cron/crontabs
  mount -t tmpfs tmpfs /etc/cron.d
  mount --bind /dev/null /etc/crontab
  mount -t tmpfs tmpfs /run
  mkdir -p ~/.local/state  # cron knows no other place for what a user's programs remember
  mount -t tmpfs tmpfs ~/.local/state
  echo "5 4 * * * true # somebody else's" | crontab -
  schedule install --with cron
  cron -f &
  daemon=$!
else
  mount -t tmpfs tmpfs /run/systemd
  mkdir -p /run/systemd/system "$folder/runtime"
  chmod 700 "$folder/runtime"
  export XDG_RUNTIME_DIR="$folder/runtime" XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data"
  export XDG_STATE_HOME="$folder/state"
  /lib/systemd/systemd --user --log-target=console >"$folder/systemd.log" 2>&1 &
  daemon=$!
  for _ in $(seq 40); do systemctl --user show --property=Version >/dev/null 2>&1 && break; sleep 0.25; done
  # The server was down when a look was due: systemd remembers when the timer last elapsed, and catches up at once.
  name=$(schedule show --with systemd | sed -n 's/^# .*\/\(.*\.timer\)$/\1/p')
  mkdir -p "$XDG_DATA_HOME/systemd/timers"
  touch -d '2 days ago' "$XDG_DATA_HOME/systemd/timers/stamp-$name"
  schedule install --with systemd
fi
until_looked
echo "--- shown"
schedule show
echo "--- removed"
schedule remove
if [ "$kind" = cron ]; then crontab -l; else ls "$XDG_CONFIG_HOME/systemd/user"; fi
