/**
 * Disturbs the packets that a node sends to some others: one relay a fault, and a chain of the filter that hands them to
 * it. The relay's file stands from before the first packet until the relay has ended.
 */
import type { Disturbance } from '@/lib/nemesis/disturbance';
import { quote } from '../quote';
import { chainOf, lockWaitSeconds } from './chain';
import { relay } from './relay';

const relaysDirectory = '/run/clew/relays';

/** Each fault has a bit in the mark of a packet, by which its chain knows those that it had; a prime, so that faults of neighbouring ids differ. */
const markBits = 31;
/** Above those that people take by hand. */
const firstQueue = 10_000;
const queueCount = 50_000;
/** Perl starts within a fraction of one, on a busy machine too. */
const startTenths = 100;

/** @param resolving sets `four` and `six` to the addresses of those to whom the packets go */
export function disturbScript(resolving: string, disturbance: Disturbance, id: number): string {
  const chain = chainOf(id);
  const mark = 2 ** (id % markBits);
  const queue = firstQueue + (id % queueCount);
  const { delayMs, jitterMs, rateKbit, lost, twice, late, corrupt } = disturbance;
  const numbers = [queue, mark, delayMs / 1000, jitterMs / 1000, rateKbit * 1000, lost, twice, late, corrupt];
  const needsFour = twice > 0 ? `[ -z "$six" ] || { echo 'packets of IPv6 cannot be sent twice' >&2; exit 1; }` : ':';
  return `${resolving}
${needsFour}
command -v perl >/dev/null || { echo 'there is no perl, which disturbs packets' >&2; exit 1; }
mkdir -p ${relaysDirectory}
file=${relaysDirectory}/${chain}
rm -f "$file"
detach=$(command -v setsid)
$detach perl -e ${quote(relay)} "$file" ${numbers.join(' ')} </dev/null >/dev/null 2>"$file.log" &
tries=${startTenths}
until [ -s "$file" ]; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ] || [ -s "$file.log" ]; then
    echo "packets cannot be disturbed here: $(tail -n 1 "$file.log")" >&2
    exit 1
  fi
  sleep 0.1
done
queue() {
  command=$1; shift
  {
    echo '*filter'
    echo ':${chain} - [0:0]'
    echo '-A ${chain} -m mark --mark ${mark}/${mark} -j RETURN'
    for target; do echo "-A ${chain} -d $target -j NFQUEUE --queue-num ${queue} --queue-bypass"; done
    echo '-I OUTPUT 1 -j ${chain}'
    echo COMMIT
  } | $command-restore --noflush -w ${lockWaitSeconds}
}
if [ -n "$four" ]; then queue iptables $four; fi
if [ -n "$six" ]; then queue ip6tables $six; fi`;
}

/** Relays end when they are asked to, and let go what they hold. @param pattern of the names of their chains, for `grep -x` */
export function endRelays(pattern: string): string {
  return `is_relay() { tr '\\0' '\\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF -- "$2"; }
for file in ${relaysDirectory}/*; do
  [ -e "$file" ] || continue
  echo "\${file##*/}" | grep -qx '${pattern}\\(.log\\)\\{0,1\\}' || continue
  pid=$(cat "$file")
  signal=TERM tries=100
  case $file:$pid in *.log:* | *:*[!0-9]* | *:) ;; *)
    while is_relay "$pid" "$file"; do
      kill -s $signal "$pid" 2>/dev/null
      tries=$((tries - 1))
      [ "$tries" -gt 50 ] || signal=KILL
      [ "$tries" -gt 0 ] || { echo "relay $pid does not end" >&2; exit 1; }
      sleep 0.02
    done ;;
  esac
  rm -f "$file"
done`;
}
