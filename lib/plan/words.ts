/** A plan in the words one would use to tell it to a colleague. */
import { assertNever } from '../base/assert';
import { counted } from '../base/words';
import type { Source } from '../catalog/systems/source';
import { type ChosenFault, chosenFaults } from './faults';
import type { ArrivalCount } from './load';
import type { Moments } from './moments';
import type { Plan, RunPlan } from './plan';
import { plannedSeconds, type Timing } from './schedule';

/** Set-up, tear-down and the check, as five etcd nodes in a lab need them. */
const aroundSeconds = { lab: 12, ssh: 20, embedded: 5, memory: 1, none: 0 } as const;

/** From the launch to the verdict, about. */
export function expectedSeconds(plan: Timing & Pick<RunPlan, 'cluster'>): number {
  return plannedSeconds(plan) + aroundSeconds[plan.cluster.type];
}

/** How reads are asked: `stale reads`, `local reads, index tracked`. */
export function readWords({ readLevel, tracksIndex }: Pick<Plan['client'], 'readLevel' | 'tracksIndex'>): string {
  return `${readLevel} reads${tracksIndex ? ', index tracked' : ''}`;
}

/** `5 clients, 1 operation a second each`, `100 arrivals a second, at most 40 operations at a time` */
export function loadWords({ kind, concurrency, delaySeconds, ratePerSecond }: Plan['load']): string {
  if (kind === 'closed') return `${counted(concurrency, 'client')}, ${paceWords(delaySeconds, concurrency)}`;
  return `${counted(ratePerSecond, 'arrival')} a second, at most ${counted(concurrency, 'operation')} at a time`;
}

/** What became of the arrivals of an open load: "6,012 arrivals; 13 found all 40 clients waiting, and passed" */
export function arrivalWords({ scheduled, passed }: ArrivalCount, concurrency: number): string {
  const all = counted(scheduled, 'arrival');
  if (passed === 0) return `${all}, each of which found a client`;
  return `${all}; ${passed.toLocaleString('en-GB')} found all ${concurrency} clients waiting, and passed`;
}

/** What the latencies of an open load are; nothing to say of a closed one. @param count once it is known */
export function latencyNote({ kind, concurrency }: Plan['load'], count?: ArrivalCount): string | undefined {
  if (kind === 'closed') return undefined;
  const note = 'Latency counts from the arrival, whether or not a client was late to begin.';
  return count ? `${note} ${arrivalWords(count, concurrency)}.` : note;
}

function paceWords(delaySeconds: number, clients: number): string {
  if (delaySeconds === 0) return 'one operation after another without a pause';
  const each = clients === 1 ? '' : ' each';
  if (delaySeconds > 1) return `1 operation every ${secondsWords(delaySeconds)}${each}`;
  const perSecond = Number((1 / delaySeconds).toPrecision(2));
  return perSecond === 1 ? `1 operation a second${each}` : `up to ${perSecond} operations a second${each}`;
}

/** What is done to the system: "a random half cut off every 10 s for 5 s", "the leader paused every 10 s for 5 s". */
export function faultWords(faults: Plan['faults']): string {
  const words = chosenFaults(faults).map((chosen) => `${chosen.fault.done(chosen.options)} ${rhythmWords(chosen)}`);
  return words.length === 0 ? 'no faults' : words.join(', ');
}

/** "every 10 s for 5 s", "once after 20 s for 5 s", "every 10 s for 5 s from 20 s on, 3 times" */
function rhythmWords({ restSeconds, durationSeconds, firstStartSeconds, repetitions, moments }: ChosenFault): string {
  if (moments) return momentsWords(moments);
  const lasting = `for ${secondsWords(durationSeconds)}`;
  if (repetitions === 1) return `once after ${secondsWords(firstStartSeconds ?? restSeconds)} ${lasting}`;
  const first = firstStartSeconds === undefined ? '' : ` from ${secondsWords(firstStartSeconds)} on`;
  const times = repetitions === undefined ? '' : `, ${repetitions} times`;
  return `every ${secondsWords(restSeconds + durationSeconds)} ${lasting}${first}${times}`;
}

/** More moments are counted. */
const maxToldMoments = 3;

/** "at 12 s for 3 s, at 30 s for 1.5 s" */
function momentsWords(moments: readonly Moments[]): string {
  const told = moments.length > maxToldMoments ? moments.slice(0, 1) : moments;
  const words = told.map(({ start, end }) => `at ${secondsWords(start)} for ${secondsWords(end - start)}`).join(', ');
  return told.length === moments.length ? words : `${words} and ${moments.length - 1} times more`;
}

/** 30 s · 2.5 s · 5 min · 1 min 30 s · 2 h 5 min */
export function secondsWords(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole < 3600 ? whole % 60 : 0, 's'],
  ];
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
}

/** `a lab of 5 nodes on this machine`, `2 machines over SSH: n1, n2` */
export function clusterWords({ type, nodes }: Plan['cluster']): string {
  const count = typeof nodes === 'number' ? nodes : nodes.length;
  switch (type) {
    case 'lab':
      return `a lab of ${counted(count, 'node')} on this machine`;
    case 'ssh':
      return `${counted(count, 'machine')} over SSH: ${nodes.map(({ name }) => name).join(', ')}`;
    case 'embedded':
      return `${counted(count, 'process', 'processes')} on this machine`;
    case 'memory':
      return `${counted(count, 'node')} inside this server`;
    default:
      return assertNever(type);
  }
}

/** "Debian’s package, of the release trixie" */
export function sourceWords(source: Source): string {
  switch (source.from) {
    case 'found':
      return 'on each node’s PATH, else Debian’s package, of this machine’s release';
    case 'debian':
      return `Debian’s package, of ${source.release === undefined ? 'this machine’s release' : `the release ${source.release}`}`;
    case 'download':
      return source.url;
    case 'file':
      return `${source.path} on this machine`;
    case 'node':
      return `${source.path} on each node`;
    default:
      return assertNever(source);
  }
}
