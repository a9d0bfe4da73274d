/**
 * What a node does about the run that holds it, in POSIX shell. One directory is the lock on the node, the lease under
 * which a run has it, and the dead-man's switch, which undoes what the run's faults left once the lease has lapsed:
 *
 *     /run/clew/gate           locked while the hold is taken, released or undone; root's alone
 *     /run/clew/hold/token     of the one who holds it; run, node, owner, limit, boot: of whom, and for how long
 *                    since     times: when it was taken, when it was last renewed, when the switch last looked
 *                    renewed   written by the run as the user that it logs in as; called `fired` once the lease has lapsed
 *                    alive
 *                    undo/1 …  one script for each thing to undo, removed when it is done
 *                    switch    the script of the process in switch.pid: id and start time, because ids are used again
 *     /run/clew/last/          the hold whose switch fired last, for the run that asks what became of it
 *
 * Times are seconds of the kernel since the boot, which no change of the wall clock moves. They are written over in
 * place, with as many digits as before, so that a renewal needs no room and is never read half-written. /run lies in
 * memory: a restart of the machine ends rules, processes and hold alike.
 */
import { quote } from '../quote';

/** A command of a run that does not hold the node any more ends with this code, having done nothing. */
export const lostExitCode = 97;
/** The node is another run's. */
export const heldExitCode = 98;
/** Before what the node says about either. */
export const holdMark = 'clew-hold';

/** A switch that has not looked for so long does not run, however busy the node is; in seconds. */
const minUnwatchedSeconds = 20;

/** What cannot be undone is tried again, less and less often. */
const maxRetrySeconds = 60;

/**
 * The same number of digits for a century, and never a leading zero, which would make it octal. What is compared with a
 * time is asked after it was read: one that another process had just written would lie in the future.
 */
const times = `base=1000000000
now() { read -r up rest </proc/uptime; up=\${up%%.*}; }
text() { text=; { IFS= read -r text <"$1"; } 2>/dev/null; }
age() {
  text "$1"
  now
  case $text in
    1[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) age=$((up + base - text)) ;;
    *) age= ;;
  esac
}
is_within() { [ -n "$age" ] && [ "$age" -ge 0 ] && [ "$age" -lt "$1" ]; }
stamp() { printf '%d\\n' "$((base + up))" 1<>"$1"; }`;

/** What is undone is forgotten, so that another try does the rest. */
const undoing = `undo() {
  for step in "$hold"/undo/*; do
    if [ -e "$step" ]; then { sh "$step" && rm -f "$step"; } </dev/null & fi
  done
  wait
  for step in "$hold"/undo/*; do [ ! -e "$step" ] || return 1; done
}`;

/** The switch leads a session, so its group holds everything that it has begun. */
const ending = `started() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
end_switch() {
  text "$hold/switch.pid"
  pid=\${text%% *}
  case $pid in '' | *[!0-9]*) return ;; esac
  tries=500
  while [ "$tries" -gt 0 ] && [ "$(started "$pid")" = "\${text#* }" ]; do
    tries=$((tries - 1))
    kill -s KILL -- "-$pid" 2>/dev/null
    case $(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null) in Z* | '') return ;; esac
    sleep 0.02
  done
}`;

const locking = `exec 9<"$clew/gate"
flock -w 30 9 || { echo "another program keeps $clew/gate locked" >&2; exit 1; }`;

/**
 * The process that fires. A renewal writes first and then looks whether the switch has fired; the switch takes the lease away
 * first and then looks whether it was renewed: so one of the two always sees the other.
 *
 * $1 token, $2 limit in seconds, $3 pause between two looks
 */
const switchScript = `${times}
${undoing}
${ending}
main() {
  token=$1 limit=$2 pause=$3
  cd /
  trap '' HUP INT PIPE
  told=
  trap 'told=yes' TERM
  # The last process that the kernel may end for want of memory.
  { echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
  echo "$$ $(started $$)" >"$hold/switch.pid"
  while text "$hold/token" && [ "$text" = "$token" ]; do
    now
    stamp "$hold/alive"
    age "$hold/renewed"
    if [ -n "$told" ] || ! is_within "$limit"; then fire; fi
    sleep "$pause"
  done
}
fire() {
  mv "$hold/renewed" "$hold/fired" || return
  age "$hold/fired"
  if [ -z "$told" ] && is_within "$limit"; then
    mv "$hold/fired" "$hold/renewed"
    return
  fi
  stamp "$hold/fired-at"
  until undo; do
    sleep "$pause"
    [ "$pause" -ge ${maxRetrySeconds} ] || pause=$((pause * 2))
  done
  exec 9<"$clew/gate"
  flock 9
  text "$hold/token"
  if [ "$text" = "$token" ]; then rm -rf "$clew/last" && mv "$hold" "$clew/last"; fi
  exit 0
}
main "$@"`;

export interface HoldScripts {
  /**
   * As root. Arguments: token, run, node, owner, limit in seconds, the runs that are over and may be taken from (one string,
   * with blanks around each), and the scripts that undo. Prints what tells one machine and one network from another.
   */
  readonly take: string;
  /** As root. $1 token. */
  readonly release: string;
  /** As anybody: prints who holds the node, a fact a line, or nothing: `hold.run=k3v9`, `hold.owner=control`, `hold.live=yes`. */
  readonly look: string;
  /** Renews the lease and becomes the command given as arguments; as any user that the run logs in as, or as root. */
  guard(token: string): string;
}

/** @param directory on the node; another one than /run/clew only in tests */
export function holdScripts(directory = '/run/clew'): HoldScripts {
  const places = `clew=${quote(directory)} hold=${quote(`${directory}/hold`)}`;
  const take = `${places}
${times}
${undoing}
${ending}
token=$1 run=$2 node=$3 owner=$4 limit=$5 over=$6
shift 6
[ -r /proc/uptime ] || { echo 'there is no /proc/uptime' >&2; exit 1; }
for tool in flock setsid; do
  command -v $tool >/dev/null || { echo "there is no $tool, which is part of util-linux" >&2; exit 1; }
done
mkdir -p "$clew" && chmod 755 "$clew" && (umask 077 && : >>"$clew/gate") || exit 1
${locking}
now
boot=$(cat /proc/sys/kernel/random/boot_id)
if [ -e "$hold" ]; then
  text "$hold/limit"
  case $text in '' | *[!0-9]*) held_for=0 ;; *) held_for=$text ;; esac
  age "$hold/renewed"
  is_within "$held_for" && is_live=yes || is_live=
  text "$hold/boot"
  [ "$text" = "$boot" ] || is_live=
  text "$hold/run"
  case $over in *" $text "*) is_live= ;; esac
  if [ -n "$is_live" ]; then
    age "$hold/since"
    echo '${holdMark} held'
    echo "$age"
    cat "$hold/run" "$hold/node" "$hold/owner"
    exit ${heldExitCode}
  fi
  end_switch
  undo || { echo "what run $(cat "$hold/run") left here cannot be undone" >&2; exit 1; }
  rm -rf "$hold"
fi
failed() { end_switch; rm -rf "$new" "$hold"; echo "$1" >&2; exit 1; }
new=$clew/hold.new
rm -rf "$new"
mkdir -m 755 "$new" && mkdir "$new/undo" || failed "$clew cannot be written"
put() { printf '%s\\n' "$2" >"$new/$1" || failed "$clew cannot be written"; }
put token "$token"
put run "$run"
put node "$node"
put owner "$owner"
put limit "$limit"
put boot "$boot"
put switch ${quote(`${places}\n${switchScript}`)}
now
for time in since renewed alive fired-at; do put $time "$((base + up))"; done
chown "\${SUDO_UID:-$(id -u)}" "$new/renewed" && chmod 644 "$new"/[!u]* || failed "$clew cannot be written"
step=0
for script; do step=$((step + 1)); put undo/$step "$script"; done
mv "$new" "$hold" || failed "$clew cannot be written"
pause=$((limit / 20))
[ "$pause" -ge 1 ] || pause=1
[ "$pause" -le 5 ] || pause=5
setsid sh "$hold/switch" "$token" "$limit" "$pause" </dev/null >/dev/null 2>&1 9<&- &
looks=200
until [ -s "$hold/switch.pid" ]; do
  looks=$((looks - 1))
  [ "$looks" -gt 0 ] || failed 'the process that undoes faults does not start'
  sleep 0.05
done
echo "$boot $(readlink /proc/self/ns/net)"`;
  const look = `${places}
${times}
if [ -e "$hold/run" ]; then
  now
  text "$hold/limit"
  case $text in '' | *[!0-9]*) held_for=0 ;; *) held_for=$text ;; esac
  age "$hold/renewed"
  for name in run owner; do text "$hold/$name"; printf 'hold.%s=%s\\n' "$name" "$text"; done
  if is_within "$held_for"; then echo hold.live=yes; fi
fi`;
  const release = `${places}
${times}
${ending}
[ -e "$hold" ] || exit 0
${locking}
text "$hold/token"
[ "$text" = "$1" ] || exit 0
end_switch
rm -rf "$hold"`;
  const guard = (token: string) => `${places} token=${quote(token)}
${times}
lost() { echo "${holdMark} $*" >&2; exit ${lostExitCode}; }
holds() { text "$1/token"; [ "$text" = "$token" ]; }
now
if holds "$hold" && [ -e "$hold/renewed" ]; then
  stamp "$hold/renewed" || lost unwritable
  if [ ! -e "$hold/fired" ] && holds "$hold"; then
    text "$hold/limit"
    [ "$text" -gt ${minUnwatchedSeconds} ] || text=${minUnwatchedSeconds}
    watched=$text
    age "$hold/alive"
    is_within "$watched" || lost unwatched
    exec "$@"
  fi
fi
for place in "$hold" "$clew/last"; do
  if holds "$place" && [ -e "$place/fired" ]; then age "$place/fired-at"; lost fired "$age"; fi
done
if [ -e "$hold" ]; then text "$hold/run"; lost taken "$text"; fi
lost gone`;
  return { take, release, look, guard };
}
