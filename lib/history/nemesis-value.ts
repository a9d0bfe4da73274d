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
 * The value is data: `{ id: 4, fault: "pause" }` before it is done and `{ id: 4, fault: "pause", paused: ["n3"], leader:
 * "n3" }` afterwards; `{ ends: 4, fault: "pause", resumed: ["n3"] }` is the end of the same. Faults of different ids may
 * overlap. One that a person makes beside the plan also says who asked for it, and of which nodes: `by: "operator"`,
 * `targets: ["n3"]`. Where the leader was looked for, `leader` names it, or is null because no node was known to lead. Histories of
 * version 1 have neither id nor fault: each fault there was undone before the next. The printed form is the same for
 * both, and has no ids.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, type Json } from '../base/json';

/**
 * A grudge maps a node to the nodes whose inbound packets it drops. A node without an entry drops nothing.
 *
 * Laws: no node holds a grudge against itself; no node is named twice in one entry.
 */
export type Grudge = Readonly<Record<string, readonly string[]>>;

/** Which fault an op begins or ends. */
export interface FaultMark {
  readonly phase: 'begin' | 'end';
  readonly id: number;
  /** Its name in the catalog, or the kind that those of several names have in common. */
  readonly fault: string;
  /** The kind of author who made or ended it by hand; absent of what the plan asks for. */
  readonly by?: string;
  /** The nodes that were asked for by hand. */
  readonly targets?: readonly string[];
}

/** Faults made by hand have ids above it, those of a plan below: no test lasts for so many turns. */
export const firstHandId = 1_000_000_000;

export function markOf({ phase, id, fault, by, targets }: FaultMark): Tree {
  const asked = { ...(by !== undefined && { by }), ...(targets && { targets }) };
  return phase === 'begin' ? { id, fault, ...asked } : { ends: id, fault, ...asked };
}

/** Undefined where the value has no id. */
export function faultMark(value: Json): FaultMark | undefined {
  if (!isTree(value) || typeof value.fault !== 'string') return undefined;
  const { id, ends, fault, by, targets } = value;
  const asked = { fault, ...(typeof by === 'string' && { by }), ...(isNames(targets) && { targets }) };
  if (typeof id === 'number') return { phase: 'begin', id, ...asked };
  return typeof ends === 'number' ? { phase: 'end', id: ends, ...asked } : undefined;
}

/** Without the mark: null where nothing is left. */
export function unmarked(value: Json): Json {
  if (faultMark(value) === undefined || !isTree(value)) return value;
  const { id: _, ends: __, fault: ___, by: ____, targets: _____, ...done } = value;
  return Object.keys(done).length === 0 ? null : done;
}

const verbs = { paused: 'Paused', killed: 'Killed', resumed: 'Resumed', restarted: 'Restarted' } as const;
type Participle = keyof typeof verbs;
const participles = Object.keys(verbs) as readonly Participle[];

type Tree = { readonly [member: string]: Json };

/** As the log prints it, quotes included. */
export function formatNemesisValue(marked: Json): string {
  const value = unmarked(marked);
  if (value === null) return 'nil';
  const said = isTree(value) ? saidOf(value) : undefined;
  if (said !== undefined) return `"${said}${leaderSuffix(value)}"`;
  return isTree(value) && value !== marked ? formatJson(value) : JSON.stringify(value);
}

function saidOf(value: Tree): string | undefined {
  if (typeof value.state === 'string') return value.state;
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

export function isTree(value: Json | undefined): value is Tree {
  return value !== null && typeof value === 'object' && !isJsonArray(value);
}

/** At least one name. */
export function isNames(value: Json | undefined): value is readonly string[] {
  return (
    value !== undefined && isJsonArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
  );
}

export function isGrudge(value: Json | undefined): value is Grudge {
  if (!isTree(value)) return false;
  return Object.values(value).every(
    (dropped) => isJsonArray(dropped) && dropped.every((node) => typeof node === 'string'),
  );
}
