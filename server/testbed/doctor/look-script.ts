/**
 * The script that looks at a node, in POSIX shell, as root where that can be had: it changes nothing there. It prints
 * facts, a line each (see `parseFacts`); whatever may hang has a limit, and everything is asked at once.
 */
import { factsEnd, factsMark } from '@/lib/doctor/observation';
import { holdScripts } from '../../nodes/hold/scripts';
import { quote, quoteAll } from '../../nodes/quote';
import type { NodeProgram } from '../../systems/kit/system';

/** A program that does not say its version in this time hangs; in seconds. */
const programSeconds = 4;
/** Of a fact, in bytes. The whole script then says less than 100 kB. */
const maxFactBytes = 1500;

export interface LookedForProgram {
  /** Of the system. */
  readonly name: string;
  readonly program: NodeProgram;
  /** The only place that counts, where the plan names one. */
  readonly path?: string | undefined;
}

export interface LookFor {
  readonly programs: readonly LookedForProgram[];
  /** Also what only some faults need; a run that is about to begin has no time for it. */
  readonly isWhole: boolean;
}

const helpers = `
PATH=\${PATH:-/usr/sbin:/usr/bin:/sbin:/bin} LC_ALL=C
export PATH LC_ALL
fact() { printf '%s=%s\\n' "$1" "$(printf '%s' "$2" | tr '\\n\\r' '\\t ' | cut -b 1-${maxFactBytes})"; }
has() { command -v "$1" >/dev/null 2>&1; }
limited() { if has timeout; then timeout ${programSeconds} "$@"; else "$@"; fi; }`;

const operatingSystem = `
fact kernel "$(uname -s)"
fact release "$(uname -r)"
fact machine "$(uname -m)"
fact distribution "$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | tr -d '"' | head -n 1)"
for manager in apt-get dnf yum zypper apk pacman; do
  if has $manager; then fact packages $manager; break; fi
done
missing=
for tool in flock setsid awk sed grep getent; do has $tool || missing="$missing $tool"; done
fact missing "$missing"
if [ -d /run/systemd/system ]; then fact systemd yes; fi
fact network "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) $(readlink /proc/self/ns/net 2>/dev/null)"`;

const packetFilter = `
filter() {
  has iptables || return
  fact iptables "$(limited iptables --version 2>&1 | head -n 1)"
  if rules=$(limited iptables -w 2 -S 2>&1); then
    six=$(limited ip6tables -w 2 -S 2>/dev/null)
    fact rules "$(printf '%s\\n%s\\n' "$rules" "$six" | sed -n 's/^-N \\(CLEW[-0-9]*\\)$/\\1/p' | sort -u)"
  else
    fact iptables.trouble "$(printf '%s' "$rules" | tail -n 1)"
  fi
}
filter &`;

const shaping = `
shaper() {
  has tc || return
  fact tc "$(command -v tc)"
  fact shaping "$(limited tc qdisc show 2>/dev/null | grep -E 'qdisc (netem|tbf)' | head -n 5)"
  # Tried in a network that ends with the try.
  said=$(limited unshare --net tc qdisc add dev lo root netem delay 1ms 2>&1) || fact netem.trouble "$said"
}
loops() {
  if said=$(limited losetup -f 2>&1); then fact loop "$said"; else fact loop.trouble "$said"; fi
}
shaper &
loops &`;

/** What does not exist yet will be made in the directory above it. */
const room = `
room() {
  place=$1
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  free=$(limited df -Pk "$place" 2>/dev/null | awk 'END { if (NF > 3) print $(NF - 2) }')
  if [ -w "$place" ] || [ "$(id -u)" -ne 0 ]; then access=rw; else access=ro; fi
  # Without a number the place is passed over.
  fact "disk.$1" "\${free:--} $access $place"
}
rooms() { for place in /var/lib/clew /opt/clew /var/log/clew /run/clew; do room $place; done; }
rooms &`;

const leftovers = `
fact listening "$(awk '$4 == "0A" { split($2, end, ":"); print end[2] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u | tr '\\n' ' ')"
running=
for file in /run/clew/*.pid; do
  [ -e "$file" ] || continue
  pid=$(head -n 1 "$file")
  case $pid in '' | *[!0-9]*) continue ;; esac
  if [ -d "/proc/$pid" ]; then name=\${file##*/}; running="$running \${name%.pid}"; fi
done
fact running "\${running# }"
data=
for place in /var/lib/clew/*; do if [ -e "$place" ]; then data="$data $place"; fi; done
fact data "\${data# }"
( ${holdScripts().look}
) | cut -b 1-${maxFactBytes}`;

/** $1 name, $2 command, $3 installed path, $4 the path of the plan, then the arguments that ask for the version. */
const asking = `
program() {
  name=$1 found=$4
  if [ -z "$4" ]; then
    found=$(command -v "$2") || found=
    if [ -z "$found" ] && [ -n "$3" ] && [ -x "$3" ]; then found=$3; fi
  elif [ ! -x "$4" ]; then
    found=
  fi
  shift 4
  fact "program.$name.path" "$found"
  [ -z "$found" ] || fact "program.$name.said" "$(limited "$found" "$@" 2>&1 </dev/null | head -n 5)"
}`;

export function lookScript({ programs, isWhole }: LookFor): string {
  const asked = programs.map(({ name, program, path = '' }) => {
    const words = [name, program.command, program.installedPath ?? '', path, ...program.versionArguments];
    return `program ${quoteAll(words)} &`;
  });
  return [
    `echo ${quote(factsMark)}`,
    helpers,
    packetFilter,
    ...(isWhole ? [shaping] : []),
    room,
    asking,
    ...asked,
    operatingSystem,
    leftovers,
    'wait',
    `fact ${factsEnd} yes`,
  ].join('\n');
}
