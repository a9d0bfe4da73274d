/**
 * The etcd process on a node: started so that it outlives the SSH channel, known by its pid file, and ended only when
 * the process under that number is really ours. Ours is the process whose arguments name our data directory; a zombie
 * has no arguments left and counts as gone, which matters in a lab, where nobody may be there to reap it.
 */
import type { SystemNode } from '../system';
import { dataDirectory, logFile, memberFlags, pidFile } from './member';

/** A stopping leader first tries to hand over its office; nobody needs that when the data is deleted next. */
const terminateTenths = 10;
const killTenths = 50;
const commandTimeoutMs = 20_000;

/**
 * $1 pid file, $2 data directory. A process shows no arguments for a moment in the middle of an exec, too; unlike a
 * zombie it has a program then, and is asked again.
 */
const isOurs = `
is_ours() {
  pid=$(cat "$1" 2>/dev/null)
  [ -n "$pid" ] || return 1
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    { arguments=$(tr '\\0' '\\n' < "/proc/$pid/cmdline"); } 2>/dev/null
    [ -z "$arguments" ] && readlink "/proc/$pid/exe" > /dev/null 2>&1 || break
    sleep 0.02
  done
  printf '%s\\n' "$arguments" | grep -qxF -- "$2"
}`;

const stopScript = `${isOurs}
wait_gone() {
  tenths=$3
  while is_ours "$1" "$2"; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 1))
    sleep 0.1
  done
}
if is_ours "$1" "$2"; then
  kill -TERM "$pid" 2>/dev/null
  wait_gone "$1" "$2" ${terminateTenths} || { kill -KILL "$pid" 2>/dev/null; wait_gone "$1" "$2" ${killTenths}; } || {
    echo "process $pid is still there after SIGKILL" >&2
    exit 1
  }
fi
rm -f "$1"`;

/**
 * As above, $3 log file, then the command. The environment is emptied, because etcd takes every ETCD_… variable for a
 * flag; on ARM it wants to be told that we know it is untried there.
 */
const startScript = `${stopScript}
pid_file=$1 data=$2 log=$3
shift 3
rm -rf "$data" && mkdir -p "$(dirname "$pid_file")" "$(dirname "$data")" "$(dirname "$log")" || exit 1
[ "$(uname -m)" = aarch64 ] && set -- ETCD_UNSUPPORTED_ARCH=arm64 "$@"
setsid env -i PATH="$PATH" "$@" > "$log" 2>&1 < /dev/null &
echo $! > "$pid_file"`;

/** Starts a member on an empty data directory, after ending what an earlier run of ours left. */
export async function startDaemon(
  node: SystemNode,
  binary: string,
  nodes: readonly SystemNode[],
  token: string,
): Promise<void> {
  const command = [binary, ...memberFlags(node, nodes, token)];
  await script(node, startScript, [pidFile, dataDirectory, logFile, ...command]);
}

export async function isRunning(node: SystemNode): Promise<boolean> {
  const result = await node.remote.exec(['sh', '-c', `${isOurs}\nis_ours "$1" "$2"`, 'clew', pidFile, dataDirectory], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  return result.exitCode === 0;
}

/** Safe when nothing runs. */
export async function stopDaemon(node: SystemNode): Promise<void> {
  await script(node, stopScript, [pidFile, dataDirectory]);
}

export async function removeData(node: SystemNode): Promise<void> {
  await node.remote.exec(['rm', '-rf', dataDirectory], { asRoot: true, timeoutMs: commandTimeoutMs });
}

/** Arguments reach the script as $1, $2, …, quoted by the remote. */
async function script(node: SystemNode, text: string, args: readonly string[]): Promise<void> {
  await node.remote.exec(['sh', '-c', text, 'clew', ...args], { asRoot: true, timeoutMs: commandTimeoutMs });
}
