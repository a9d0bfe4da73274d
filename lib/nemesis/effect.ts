/** Whom a fault hit, read from the value of a nemesis's op: of ours, of the printed sentences, and of Jepsen's shapes. */
import { isJsonArray, type Json } from '../base/json';
import { type Grudge, isGrudge, isNames, isTree, parseNemesisValue } from '../history/nemesis-value';

/** The links whose packets are dropped or disturbed, or the nodes that were hit; none where the value does not say. */
export interface FaultEffect {
  readonly links?: Grudge;
  readonly nodes?: readonly string[];
  /** Each node mapped to those whose packets to it are disturbed. */
  readonly disturbed?: Grudge;
  /** What becomes of those packets: `delayed by 100 ms`. */
  readonly how?: string;
}

const nodeMembers = ['paused', 'killed', 'nodes'] as const;
const endMembers = ['resumed', 'restarted', 'recovered', 'gone'] as const;

/** What a begin did. Undefined where the value says neither links nor nodes. */
export function effectOf(value: Json): FaultEffect | undefined {
  return ownEffect(value) ?? foreignEffect(value);
}

/** Only in the shapes that Clew itself writes, which no op has before it is done. */
export function ownEffect(value: Json): FaultEffect | undefined {
  if (typeof value === 'string') {
    const parsed = parseNemesisValue(`"${value}"`);
    return isTree(parsed) ? ownEffect(parsed) : undefined;
  }
  if (!isTree(value)) return undefined;
  for (const links of [value.cutOff, value.links]) if (isGrudge(links)) return { links };
  if (isGrudge(value.disturbed)) {
    return { disturbed: value.disturbed, ...(typeof value.how === 'string' && { how: value.how }) };
  }
  for (const member of nodeMembers) {
    const nodes = value[member];
    if (isNames(nodes)) return { nodes };
  }
  return undefined;
}

/** The nodes that an end brought back, or found gone, so that nothing of the fault is left on them. */
export function recoveredNodes(value: Json): readonly string[] {
  if (!isTree(value)) return [];
  return endMembers.flatMap((member) => {
    const nodes = value[member];
    return isNames(nodes) ? nodes : [];
  });
}

/** `[:isolated {"n1" #{"n2"}}]`, `{"n1" #{"n2"}}`, `{"n1" :killed}`, `["n1" "n2"]` */
function foreignEffect(value: Json): FaultEffect | undefined {
  if (isJsonArray(value)) {
    if (isNames(value)) return value.every(isNodeName) ? { nodes: value } : undefined;
    const [, inner] = value;
    return value.length === 2 && isTree(inner) ? foreignEffect(inner) : undefined;
  }
  if (!isTree(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  if (isGrudge(value)) return { links: Object.fromEntries(entries.map(([node, from]) => [bare(node), names(from)])) };
  const isResult = entries.every(([, result]) => !isTree(result) && !isJsonArray(result));
  return isResult ? { nodes: entries.map(([node]) => bare(node)) } : undefined;
}

function names(value: Json | undefined): readonly string[] {
  return isNames(value) ? value.map(bare) : [];
}

function bare(name: string): string {
  return name.replace(/^:/, '');
}

/** A keyword says how, not whom. */
function isNodeName(name: string): boolean {
  return !name.startsWith(':');
}
