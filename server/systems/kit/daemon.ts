/**
 * The process of a system on a node: started so that it outlives the SSH channel, known by its pid file, and touched
 * only when the process under that number is really ours, which has the daemon's process marker among its
 * arguments. A zombie has no arguments left and counts as gone, which matters in a lab without a process that reaps it.
 */
import { quoteAll } from '../../nodes/quote';
import { familyOf } from './daemon-family';
import { rhythms } from './daemon-rhythm';
import type { SystemNode } from './system';

/**
 * A stopping node may try to hand over leadership or write a snapshot, which is pointless when its data is wiped next.
 */
const terminateTenths = 10;
const killTenths = 100;
const stopHundredths = 500;
const commandTimeoutMs = 20_000;

export interface DaemonFiles {
  readonly pidFile: string;
  readonly logFile: string;
  /** Removed before a first start and when the system is wiped. */
  readonly dataDirectory: string;
  /**
   * One whole argument of the command that no other process has, such as the path of the data. Several lines are as many
   * arguments of which it has one: some programs give themselves another name once they run.
   */
  readonly processMarker: string;
}

export interface DaemonCommand {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Everything but PATH, and the mark of an embedded node, that the process finds in its environment; some systems take any variable for a setting. */
  readonly env?: Readonly<Record<string, string>>;
}

/** $1 process id, $2 process marker. Exported for its test: only systems without /proc come here. */
export const psShows = `
ps_shows() {
  shown=" $(ps -ww -o args= -p "$1" 2>/dev/null) "
  while IFS= read -r marker; do
    case "$shown" in
      *" $marker "*) return 0 ;;
    esac
  done <<MARKERS
$2
MARKERS
  return 1
}`;

/**
 * $1 pid file, $2 process marker. A process shows no arguments for a moment in the middle of an exec, too; unlike a
 * zombie it has a program then, and is asked again. Without /proc, ps lists the arguments, separated by
 * blanks.
 */
const isOurs = `
is_ours() {
  pid=$(cat "$1" 2>/dev/null)
  [ -n "$pid" ] || return 1
  if [ ! -r /proc/self/cmdline ]; then
    ps_shows "$pid" "$2"
    return
  fi
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    { arguments=$(tr '\\0' '\\n' < "/proc/$pid/cmdline"); } 2>/dev/null
    [ -z "$arguments" ] && readlink "/proc/$pid/exe" > /dev/null 2>&1 || break
    sleep 0.02
  done
  printf '%s\\n' "$arguments" | grep -qxF -- "$2"
}${psShows}`;

/**
 * A process that was killed loses its arguments before it releases its ports: while one thread is still on its way out,
 * it takes connections and holds the address against its successor.
 */
const waitGone = `
is_exiting() {
  [ -z "$arguments" ] && [ -r "/proc/$pid/status" ] || return 1
  ! grep -q '^State:.[ZX]' "/proc/$pid/status" 2>/dev/null || ! grep -q '^Threads:.1$' "/proc/$pid/status" 2>/dev/null
}
wait_gone() {
  tenths=$3
  while is_ours "$1" "$2" || is_exiting; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 1))
    sleep 0.1
  done
}`;

/** $pid and its family end at once; stopped before, it starts nobody more. */
const killFamily = `${familyOf}
kill_family() {
  kill -STOP "$pid" 2>/dev/null
  family_of "$pid"
  kill -KILL $family 2>/dev/null
  for member in $family; do
    while [ "$member" != "$pid" ] && grep -q '^State:.[^ZX]' "/proc/$member/status" 2>/dev/null; do sleep 0.02; done
  done
}`;

/** A paused process handles SIGTERM only after SIGCONT. */
const stopScript = `${isOurs}${waitGone}${killFamily}${rhythms}
end_rhythm "$1"
if is_ours "$1" "$2"; then
  family_of "$pid"
  kill -TERM "$pid" 2>/dev/null; kill -CONT $family 2>/dev/null
  wait_gone "$1" "$2" ${terminateTenths} || { kill_family; wait_gone "$1" "$2" ${killTenths}; } || {
    echo "process $pid is still there after SIGKILL" >&2
    exit 1
  }
fi
rm -f "$1" "$1.command"`;

/** Exported for its test. */
export const killScript = `${isOurs}${waitGone}${killFamily}
is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
kill_family
wait_gone "$1" "$2" ${killTenths} || { echo "process $pid is still there after SIGKILL" >&2; exit 1; }
rm -f "$1"`;

/** $3 tenths of a second. Says so where the process had to be killed. */
const endScript = `${isOurs}${waitGone}${killFamily}
is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
kill -TERM "$pid"
wait_gone "$1" "$2" "$3" || {
  kill_family
  wait_gone "$1" "$2" ${killTenths} || { echo "process $pid is still there after SIGKILL" >&2; exit 1; }
  echo killed
}
rm -f "$1"`;

/** $3 on: what to remove when nothing runs any more. */
const removeScript = `${stopScript}
shift 2
rm -rf "$@"`;

/**
 * One thread takes the signal and stops the others: until it has its turn on a busy machine, they go on, and what they
 * answer would be the answer of a paused process. A process that has stopped starts nobody more, so its family is asked
 * for only then. Exported for its test.
 */
export const pauseScript = `${isOurs}${familyOf}
is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
left=${stopHundredths}
stop_all() {
  kill -STOP "$@" 2>/dev/null
  for member; do
    while grep -Ls '^State:.[TtZX]' /proc/"$member"/task/*/status | grep -q .; do
      [ "$left" -gt 0 ] || { echo "a thread of process $member did not take SIGSTOP" >&2; exit 1; }
      left=$((left - 1))
      sleep 0.01
    done
  done
}
stop_all "$pid"
family_of "$pid"
stop_all $family`;

/** Exported for its test. */
export const resumeScript = `${isOurs}${familyOf}
is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
family_of "$pid"
kill -CONT $family 2>/dev/null || kill -CONT "$pid"`;

/** $3 seconds stopped, $4 seconds running. Exported for its test. */
export const stutterScript = `${isOurs}${rhythms}
begin_rhythm "$@"`;

/** Says so where the rhythm had ended before. Exported for its test. */
export const steadyScript = `${isOurs}${familyOf}${rhythms}
end_rhythm "$1"
is_ours "$1" "$2" || { echo "it does not run" >&2; exit 1; }
family_of "$pid"
kill -CONT $family 2>/dev/null || kill -CONT "$pid"
[ -n "$was_kept" ] || echo lost`;

/**
 * $3 data directory, $4 log file, then the environment and the command. Without setsid, as on macOS, the process stays
 * in the process group of this script, which is never signalled. On an embedded node it keeps the node's mark, by which
 * it is found.
 */
const startScript = `${stopScript}
pid_file=$1 data=$3 log=$4
shift 4
mkdir -p "$(dirname "$pid_file")" "$data" "$(dirname "$log")" || exit 1
chmod 700 "$data"
detach=$(command -v setsid)
\${detach:+setsid} env -i PATH="$PATH" \${CLEW_NODE:+"CLEW_NODE=$CLEW_NODE"} "$@" >> "$log" 2>&1 < /dev/null &
echo $! > "$pid_file"
printf '%s\\n' "$*" > "$pid_file.command"`;

/** `env` takes a program whose path has an equals sign for a variable; a shell that becomes the program does not. */
function started(command: readonly string[]): readonly string[] {
  return command[0]?.includes('=') ? ['sh', '-c', 'exec "$0" "$@"', ...command] : command;
}

/** What runs on a node for the system, as faults and the tear-down know it; `Daemon` says what each does. */
export type NodeProcess = Pick<
  Daemon,
  'isRunning' | 'kill' | 'pause' | 'resume' | 'end' | 'stutter' | 'steady' | 'stop' | 'wipe' | 'stopping'
>;

/**
 * Several processes as one: what is done to it is done at once to all that run, and it runs while any does. One that ended by
 * itself keeps a fault from none of the others.
 */
export function together(...daemons: readonly Daemon[]): NodeProcess {
  const answers = async <T>(work: (daemon: Daemon) => Promise<T>, asked = daemons): Promise<readonly T[]> => {
    const results = await Promise.allSettled(asked.map(work));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  };
  const onAll = async (work: (daemon: Daemon) => Promise<void>) => void (await answers(work));
  const running = async () => {
    const run = await answers((daemon) => daemon.isRunning());
    return daemons.filter((_daemon, i) => run[i]);
  };
  /** Where none runs, the first says so. */
  const onRunning = async (work: (daemon: Daemon) => Promise<void>) => {
    const found = await running();
    await answers(work, found.length > 0 ? found : daemons.slice(0, 1));
  };
  return {
    isRunning: async () => (await running()).length > 0,
    kill: () => onRunning((daemon) => daemon.kill()),
    pause: () => onRunning((daemon) => daemon.pause()),
    resume: () => onRunning((daemon) => daemon.resume()),
    end: async (patienceSeconds) => (await answers((daemon) => daemon.end(patienceSeconds))).every(Boolean),
    stutter: (...rhythm) => onAll((daemon) => daemon.stutter(...rhythm)),
    steady: async () => (await answers((daemon) => daemon.steady())).every(Boolean),
    stop: () => onAll((daemon) => daemon.stop()),
    wipe: () => onAll((daemon) => daemon.wipe()),
    stopping: daemons.map(({ stopping }) => stopping).join('; '),
  };
}

export class Daemon {
  readonly #node: SystemNode;
  readonly #files: DaemonFiles;

  constructor(node: SystemNode, files: DaemonFiles) {
    this.#node = node;
    this.#files = files;
  }

  /** Ends what is left of an earlier one, and starts on the data and with the log that are there, or none. */
  async start({ command, env = {} }: DaemonCommand): Promise<void> {
    const { dataDirectory, logFile } = this.#files;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    await this.#script(startScript, [dataDirectory, logFile, ...variables, ...started(command)]);
  }

  async isRunning(): Promise<boolean> {
    const { pidFile, processMarker } = this.#files;
    const result = await this.#node.remote.exec(
      ['sh', '-c', `${isOurs}\nis_ours "$1" "$2"`, 'clew', pidFile, processMarker],
      {
        asRoot: true,
        allowFailure: true,
        timeoutMs: commandTimeoutMs,
      },
    );
    return result.exitCode === 0;
  }

  /** What was started last, environment and arguments, for a person to read; undefined after a stop. */
  async startedCommand(): Promise<string | undefined> {
    const { stdout } = await this.#node.remote.exec(['cat', `${this.#files.pidFile}.command`], {
      asRoot: true,
      allowFailure: true,
      timeoutMs: commandTimeoutMs,
    });
    return stdout.trim() === '' ? undefined : stdout.trim();
  }

  /** SIGKILL, and the process is gone. @throws RemoteError when it does not run */
  async kill(): Promise<void> {
    await this.#script(killScript, []);
  }

  /** SIGSTOP: the process does nothing any more and does not notice. @throws RemoteError when it does not run */
  async pause(): Promise<void> {
    await this.#script(pauseScript, []);
  }

  /** SIGCONT. @throws RemoteError when it does not run */
  async resume(): Promise<void> {
    await this.#script(resumeScript, []);
  }

  /** SIGTERM; one that does not end within the seconds is killed. @returns whether it ended by itself @throws RemoteError when it does not run */
  async end(patienceSeconds: number): Promise<boolean> {
    const tenths = Math.round(patienceSeconds * 10);
    const said = await this.#script(endScript, [String(tenths)], commandTimeoutMs + patienceSeconds * 1000);
    return said !== 'killed';
  }

  /** Stopped and let go on, again and again, until it is steadied. @throws RemoteError when it does not run */
  async stutter(stoppedMs: number, runningMs: number): Promise<void> {
    await this.#script(
      stutterScript,
      [stoppedMs, runningMs].map((ms) => String(ms / 1000)),
    );
  }

  /** @returns whether it stuttered until now @throws RemoteError when it does not run */
  async steady(): Promise<boolean> {
    return (await this.#script(steadyScript, [])) !== 'lost';
  }

  /** Safe when nothing runs. */
  async stop(): Promise<void> {
    await this.#script(stopScript, []);
  }

  /** Stop, and remove the data. The log stays, to be read. Safe when nothing runs. */
  async wipe(): Promise<void> {
    await this.#script(removeScript, [this.#files.dataDirectory]);
  }

  /** Stop, and remove the data and the log, for a first start. Safe when nothing runs. */
  async clear(): Promise<void> {
    await this.#script(removeScript, [this.#files.dataDirectory, this.#files.logFile]);
  }

  /** `stop` as a script by itself, for a node that nobody speaks to any more. */
  get stopping(): string {
    return quoteAll(this.#command(stopScript, []));
  }

  /** Arguments reach the script as $3, $4, …, quoted by the remote. */
  async #script(text: string, args: readonly string[], timeoutMs = commandTimeoutMs): Promise<string> {
    const { stdout } = await this.#node.remote.exec(this.#command(text, args), { asRoot: true, timeoutMs });
    return stdout.trim();
  }

  #command(text: string, args: readonly string[]): readonly string[] {
    const { pidFile, processMarker } = this.#files;
    return ['sh', '-c', text, 'clew', pidFile, processMarker, ...args];
  }
}
