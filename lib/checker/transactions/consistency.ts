/**
 * Consistency models of transactions, which anomaly rules out which, and what falls with what. Of Adya, "Weak
 * Consistency" (1999), Cerone, Bernardi and Gotsman, "A framework for transactional consistency models with atomic
 * visibility" (2015), Daudjee and Salem, "Lazy database replication with snapshot isolation" (2006), for the anomalies
 * of lists, Kingsbury and Alvaro, "Elle" (VLDB 2020), and, for causal consistency, Biswas and Enea, "On the complexity of
 * checking transactional consistency" (2019).
 *
 *     strict-serializable → strong-session-serializable → serializable → repeatable-read     ─┐
 *     strong-snapshot-isolation → strong-session-snapshot-isolation → snapshot-isolation      ├→ read-committed → read-uncommitted
 *                                     └→ causal ──────────────────────────└→ read-atomic      ─┘
 */

/** A model, and those that are the next weaker ones: what keeps the first keeps these. */
const weaker = {
  'strict-serializable': ['strong-session-serializable', 'strong-snapshot-isolation'],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  serializable: ['repeatable-read', 'snapshot-isolation'],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation', 'strong-read-committed'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'causal'],
  causal: ['read-atomic', 'strong-session-read-committed'],
  'snapshot-isolation': ['consistent-view', 'read-atomic'],
  'repeatable-read': ['cursor-stability', 'monotonic-atomic-view'],
  'read-atomic': ['monotonic-atomic-view'],
  'consistent-view': ['cursor-stability'],
  'monotonic-atomic-view': ['read-committed'],
  'cursor-stability': ['read-committed'],
  'strong-read-committed': ['strong-session-read-committed', 'strong-read-uncommitted'],
  'strong-session-read-committed': ['read-committed', 'strong-session-read-uncommitted'],
  'read-committed': ['read-uncommitted'],
  'strong-read-uncommitted': ['strong-session-read-uncommitted'],
  'strong-session-read-uncommitted': ['read-uncommitted'],
  'read-uncommitted': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ConsistencyModel = keyof typeof weaker;

export const consistencyModels = Object.keys(weaker) as readonly ConsistencyModel[];

/** The models that are next below. */
export function nextWeaker(model: ConsistencyModel): readonly ConsistencyModel[] {
  return weaker[model];
}

/** What a cycle of dependencies is made of, the worst first: only of writes, with a read of a write, with overwritten reads. */
export const cycleKinds = ['G0', 'G1c', 'G-single', 'G-nonadjacent', 'G2-item'] as const;
export type CycleKind = (typeof cycleKinds)[number];

/** What else it needs: nothing, the order of a process, or that one transaction ended before another one began. */
export const cycleOrders = ['', '-process', '-realtime'] as const;
export type CycleOrder = (typeof cycleOrders)[number];

export type CycleAnomaly = `${CycleKind}${CycleOrder}`;

export type AnomalyKind =
  | CycleAnomaly
  | 'G1a'
  | 'G1b'
  | 'internal'
  | 'future-read'
  | 'dirty-update'
  | 'lost-update'
  | 'duplicate-elements'
  | 'incompatible-order'
  | 'non-monotonic-view'
  | 'fractured-read'
  | 'causality';

/** The weakest models that an anomaly rules out, and with them all that are stronger. */
const ruledOut: Readonly<Record<AnomalyKind, readonly ConsistencyModel[]>> = {
  G0: ['read-uncommitted'],
  'G0-process': ['strong-session-read-uncommitted'],
  'G0-realtime': ['strong-read-uncommitted'],
  'duplicate-elements': ['read-uncommitted'],
  G1a: ['read-committed'],
  G1b: ['read-committed'],
  G1c: ['read-committed'],
  'G1c-process': ['strong-session-read-committed'],
  'G1c-realtime': ['strong-read-committed'],
  'dirty-update': ['read-committed'],
  'incompatible-order': ['read-committed'],
  'future-read': ['read-committed'],
  'non-monotonic-view': ['monotonic-atomic-view'],
  'fractured-read': ['read-atomic'],
  causality: ['causal'],
  internal: ['read-atomic', 'repeatable-read'],
  // Both read the same version and wrote the next: an overwritten read and a write, a cycle with one anti-dependency.
  'lost-update': ['consistent-view', 'repeatable-read'],
  'G-single': ['consistent-view', 'repeatable-read'],
  'G-single-process': ['strong-session-snapshot-isolation'],
  'G-single-realtime': ['strong-snapshot-isolation'],
  'G-nonadjacent': ['snapshot-isolation', 'repeatable-read'],
  'G-nonadjacent-process': ['strong-session-snapshot-isolation'],
  'G-nonadjacent-realtime': ['strong-snapshot-isolation'],
  'G2-item': ['repeatable-read'],
  'G2-item-process': ['strong-session-serializable'],
  'G2-item-realtime': ['strict-serializable'],
};

/** Whether what keeps the first model keeps the second; each keeps itself. */
export function implies(stronger: ConsistencyModel, model: ConsistencyModel): boolean {
  return stronger === model || weaker[stronger].some((next) => implies(next, model));
}

/** The weakest models that fall with it. */
export function lowestRuledOut(anomaly: AnomalyKind): readonly ConsistencyModel[] {
  return ruledOut[anomaly];
}

export function rulesOut(anomaly: AnomalyKind, model: ConsistencyModel): boolean {
  return ruledOut[anomaly].some((lowest) => implies(model, lowest));
}

/** Models that are ruled out: the weakest, and all others that fall with them. */
export interface Violated {
  readonly not: readonly ConsistencyModel[];
  readonly alsoNot: readonly ConsistencyModel[];
}

export function violatedFrom(lowest: readonly ConsistencyModel[]): Violated {
  const all = consistencyModels.filter((model) => lowest.some((each) => implies(model, each)));
  const isLowest = (model: ConsistencyModel) => !all.some((other) => other !== model && implies(model, other));
  return { not: all.filter(isLowest), alsoNot: all.filter((model) => !isLowest(model)) };
}

/** The cycles that a model forbids, without those that its order of time brings in. */
export interface CycleBan {
  /** The mildest kind of cycle that is forbidden; all that are worse are too. */
  readonly mildest: CycleKind;
  readonly order: CycleOrder;
}

/** Those that are judged exactly, and can be asked for; of the others only what rules them out is known. */
const bans = {
  'strict-serializable': { mildest: 'G2-item', order: '-realtime' },
  'strong-session-serializable': { mildest: 'G2-item', order: '-process' },
  serializable: { mildest: 'G2-item', order: '' },
  'strong-snapshot-isolation': { mildest: 'G-nonadjacent', order: '-realtime' },
  'strong-session-snapshot-isolation': { mildest: 'G-nonadjacent', order: '-process' },
  'snapshot-isolation': { mildest: 'G-nonadjacent', order: '' },
  'repeatable-read': { mildest: 'G2-item', order: '' },
  'strong-read-committed': { mildest: 'G1c', order: '-realtime' },
  'strong-session-read-committed': { mildest: 'G1c', order: '-process' },
  'read-committed': { mildest: 'G1c', order: '' },
  'strong-read-uncommitted': { mildest: 'G0', order: '-realtime' },
  'strong-session-read-uncommitted': { mildest: 'G0', order: '-process' },
  'read-uncommitted': { mildest: 'G0', order: '' },
} as const satisfies Partial<Readonly<Record<ConsistencyModel, CycleBan>>>;

/** Those that can be asked for of lists, too. */
export type CycleModel = keyof typeof bans;

export const cycleModels = Object.keys(bans) as readonly CycleModel[];

/** Those that are judged by who saw what, and not by the order in which it was overwritten; the weakest first. */
export const viewModels = ['monotonic-atomic-view', 'read-atomic', 'causal'] as const;
export type ViewModel = (typeof viewModels)[number];

export type JudgedModel = CycleModel | ViewModel;

export const judgedModels: readonly JudgedModel[] = [...cycleModels, ...viewModels];

export function isViewModel(model: JudgedModel): model is ViewModel {
  return viewModels.some((each) => each === model);
}

export function cycleBanOf(model: CycleModel): CycleBan {
  return bans[model];
}
