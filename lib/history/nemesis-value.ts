/**
 * What the nemesis's ops carry. Each fault is written twice, when it begins and when it is done:
 *
 *     :nemesis  :info  :start   nil
 *     :nemesis  :info  :start   "Cut off {:n5 #{:n4 :n1}, :n2 #{:n4 :n1}, …}"
 *     :nemesis  :info  :stop    nil
 *     :nemesis  :info  :stop    "fully connected"
 *     :nemesis  :info  :pause   nil
 *     :nemesis  :info  :pause   "Paused n3; leader n3"
 *     :nemesis  :info  :resume  nil
 *     :nemesis  :info  :resume  "Resumed n3"
 *
 * What was done is kept as data, `{ cutOff: grudge }` or `{ paused: ["n3"], leader: "n3" }`; only the printed form is a
 * sentence. Where the leader was looked for, `leader` names it, or is null because no node was known to lead.
 */
import { isJsonArray, type Json } from '../base/json';
import type { Fault, Grudge } from './fault';

export const fullyConnected = 'fully connected';
/** The value of a completed `resume` or `restart` where nothing was to do. */
export const allRunning = 'all running';

const verbs = { paused: 'Paused', killed: 'Killed', resumed: 'Resumed', restarted: 'Restarted' } as const;
type Participle = keyof typeof verbs;
const participles = Object.keys(verbs) as readonly Participle[];

type Tree = Readonly<Record<string, Json>>;

/** The value of a completed begin. @param leader undefined: nobody asked who leads; null: nobody knew */
export function faultValue(fault: Fault, leader?: string | null): Json {
  const looked = leader === undefined ? {} : { leader };
  if (fault.kind === 'cut') return { cutOff: fault.grudge, ...looked };
  return { [fault.kind === 'pause' ? 'paused' : 'killed']: fault.nodes, ...looked };
}

/** The value of a completed end of a pause or kill. */
export function mendedValue(kind: 'pause' | 'kill', nodes: readonly string[]): Json {
  if (nodes.length === 0) return allRunning;
  return { [kind === 'pause' ? 'resumed' : 'restarted']: nodes };
}

/** The fault that a nemesis value tells of, if it does. */
export function faultOf(value: Json): Fault | undefined {
  if (!isTree(value)) return undefined;
  const { cutOff, paused, killed } = value;
  if (isGrudge(cutOff)) return { kind: 'cut', grudge: cutOff };
  if (isNames(paused)) return { kind: 'pause', nodes: paused };
  if (isNames(killed)) return { kind: 'kill', nodes: killed };
  return undefined;
}

/** As the log prints it, quotes included. */
export function formatNemesisValue(value: Json): string {
  if (value === null) return 'nil';
  const said = isTree(value) ? saidOf(value) : undefined;
  return said === undefined ? JSON.stringify(value) : `"${said}${leaderSuffix(value)}"`;
}

function saidOf(value: Tree): string | undefined {
  if (isGrudge(value.cutOff)) return `Cut off ${formatGrudge(value.cutOff)}`;
  for (const participle of participles) {
    const nodes = value[participle];
    if (isNames(nodes)) return `${verbs[participle]} ${nodes.join(', ')}`;
  }
  return undefined;
}

function leaderSuffix(value: Json): string {
  const leader = isTree(value) ? value.leader : undefined;
  if (leader === null) return '; no leader known';
  return typeof leader === 'string' ? `; leader ${leader}` : '';
}

/** `{:n5 #{:n4 :n1}, :n2 #{:n4 :n1}}`, in the order in which the grudge holds its nodes. */
export function formatGrudge(grudge: Grudge): string {
  const entries = Object.entries(grudge).map(
    ([node, dropped]) => `:${node} #{${dropped.map((other) => `:${other}`).join(' ')}}`,
  );
  return `{${entries.join(', ')}}`;
}

/** Reads what `formatNemesisValue` printed; undefined when it is none of that. */
export function parseNemesisValue(text: string): Json | undefined {
  if (text === 'nil') return null;
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  const [, said = '', leader] = /^(.*?)(?:; (?:leader ([\w.-]+)|no leader known))?$/s.exec(quoted) ?? [];
  const done = doneIn(said);
  if (done === undefined) return quoted;
  return said === quoted ? done : { ...done, leader: leader ?? null };
}

function doneIn(said: string): Tree | undefined {
  const entries = /^Cut off \{(.*)\}$/s.exec(said)?.[1];
  if (entries !== undefined) return { cutOff: parseGrudge(entries) };
  for (const participle of participles) {
    const names = new RegExp(`^${verbs[participle]} ([\\w.-]+(?:, [\\w.-]+)*)$`).exec(said)?.[1];
    if (names !== undefined) return { [participle]: names.split(', ') };
  }
  return undefined;
}

function parseGrudge(entries: string): Grudge {
  const grudge: Record<string, readonly string[]> = {};
  for (const [, node, dropped] of entries.matchAll(/:([\w.-]+)\s+#\{([^}]*)\}/g)) {
    if (node === undefined || dropped === undefined) continue;
    grudge[node] = [...dropped.matchAll(/:([\w.-]+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  }
  return grudge;
}

function isTree(value: Json | undefined): value is Tree {
  return value !== null && typeof value === 'object' && !isJsonArray(value);
}

/** Nobody is paused by a list of nobody. */
function isNames(value: Json | undefined): value is readonly string[] {
  return (
    value !== undefined && isJsonArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
  );
}

function isGrudge(value: Json | undefined): value is Grudge {
  if (!isTree(value)) return false;
  return Object.values(value).every(
    (dropped) => isJsonArray(dropped) && dropped.every((node) => typeof node === 'string'),
  );
}
