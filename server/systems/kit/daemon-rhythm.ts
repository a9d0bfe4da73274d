/**
 * A process that is stopped and let go on, again and again, by a loop on its own node: over the network no such rhythm
 * would be kept. The loop's pid file is the record of it: what ends the process ends the loop first, and a loop whose file
 * is gone, or whose process is, ends by itself.
 *
 *     process   ▆▁▁▁▁▆▁▁▁▁▆▁▁▁▁     stopped for 400 ms of 500
 */
import { familyOf } from './daemon-family';

/** $1 the loop's pid file, also an argument by which the loop is known; $2 process id, $3 and $4 seconds. */
const loop = `${familyOf}
file=$1 pid=$2 stopped=$3 running=$4
look() {
  started=
  if [ ! -r /proc/self/stat ]; then started=$(ps -o lstart= -p "$pid"); return; fi
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return
  # After the name, which may hold anything: the state, and further on the start time.
  set -- \${stat##*) }
  case $1 in Z | X) return ;; esac
  shift 10
  started=\${10}
}
look
since=$started
# Whoever began it writes the number of this process there.
while [ -e "$file" ] && [ ! -s "$file" ]; do sleep 0.01; done
while [ -e "$file" ] && look && [ -n "$started" ] && [ "$started" = "$since" ]; do
  kill -STOP "$pid"
  family_of "$pid"
  kill -STOP $family 2>/dev/null
  sleep "$stopped"
  kill -CONT $family 2>/dev/null || kill -CONT "$pid"
  sleep "$running"
done`;

/** Shell functions. Needs `is_ours`; $1 the pid file of the process. */
export const rhythms = `
rhythm_loop='${loop.replaceAll("'", "'\\''")}'
begin_rhythm() {
  end_rhythm "$1"
  is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
  : >"$1.rhythm" || exit 1
  detach=$(command -v setsid)
  \${detach:+setsid} sh -c "$rhythm_loop" clew "$1.rhythm" "$pid" "$3" "$4" >/dev/null 2>&1 </dev/null &
  echo $! >>"$1.rhythm"
}
end_rhythm() {
  was_kept=
  while is_ours "$1.rhythm" "$1.rhythm"; do
    was_kept=yes
    kill -KILL "$pid" 2>/dev/null
    sleep 0.01
  done
  rm -f "$1.rhythm"
}`;
