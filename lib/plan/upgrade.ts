/**
 * Plans and experiments of older versions as the version after, one function a version. Whatever reads one from outside
 * or from the store passes it through here first, so that everything behind knows one version only.
 *
 *     1 → 2   `nemesis: {name, restSeconds, faultSeconds, targets}` became an entry of the list `faults`, `none` an empty
 *             list; the one bag of workload options became each workload's own; the writes of a set became its adds.
 */
import { err, ok, type Result } from '../base/result';
import type { PlanIssue } from './issues';
import { isTree, type Tree } from './tree';

export const planVersion = 2;

type Upgraded = Result<unknown, readonly PlanIssue[]>;

/** What is no group of fields is left for the schema to refuse. */
export function upgradePlan(input: unknown): Upgraded {
  return upgrade(input, planFrom1, (plan) => 'faults' in plan);
}

export function upgradeExperiment(input: unknown): Upgraded {
  return upgrade(input, experimentFrom1, ({ plan }) => isTree(plan) && 'faults' in plan);
}

/** A document without a version may be of any; version 1 of a plan has no `faults`. */
function upgrade(input: unknown, from1: (document: Tree) => Tree, isNew: (document: Tree) => boolean): Upgraded {
  if (!isTree(input)) return ok(input);
  const { version } = input;
  if (typeof version === 'number' && version > planVersion) {
    const message = `is ${version}, which a newer Clew wrote; this one reads versions up to ${planVersion}`;
    return err([{ path: 'version', message }]);
  }
  return ok(version === 1 || (version === undefined && !isNew(input)) ? from1(input) : input);
}

function planFrom1({ nemesis, workload, ...plan }: Tree): Tree {
  return {
    ...plan,
    ...('version' in plan && { version: 2 }),
    ...(workload !== undefined && { workload: workloadFrom1(workload) }),
    ...(nemesis !== undefined && { faults: faultsFrom1(nemesis) }),
  };
}

/** Plans of version 1 carried the options of all workloads, whichever was chosen. */
const unusedBy: Readonly<Record<string, readonly string[]>> = {
  register: ['clientsPerKey', 'opsPerKey'],
  registers: [],
  mutex: ['clientsPerKey', 'opsPerKey', 'values', 'mix'],
  set: ['clientsPerKey', 'opsPerKey', 'values'],
};

function workloadFrom1(workload: unknown): unknown {
  if (!isTree(workload)) return workload;
  const { name = 'register', ...options } = workload;
  const own = without(options, unusedBy[String(name)] ?? []);
  return { name, ...own, ...(name === 'set' && isTree(own.mix) && { mix: setMixFrom1(own.mix) }) };
}

function setMixFrom1({ write, cas: _, ...mix }: Tree): Tree {
  return { ...mix, ...(write !== undefined && { add: write }) };
}

function faultsFrom1(nemesis: unknown): unknown {
  if (!isTree(nemesis)) return nemesis;
  return nemesis.name === 'none' ? [] : [faultFrom1(nemesis)];
}

/** Only pauses and kills had targets; elsewhere they were ignored. */
const targeted: readonly unknown[] = ['pause', 'kill'];

function faultFrom1({ name = 'partition-random-halves', targets, faultSeconds, ...fault }: Tree): Tree {
  return {
    name,
    ...(targeted.includes(name) && targets !== undefined && { targets }),
    ...fault,
    ...(faultSeconds !== undefined && { durationSeconds: faultSeconds }),
  };
}

function experimentFrom1(document: Tree): Tree {
  const plan = isTree(document.plan) ? document.plan : {};
  const axes = Array.isArray(document.axes)
    ? document.axes.map((axis) => (isTree(axis) ? { ...axis, ...valuesFrom1(axis.values, plan) } : axis))
    : document.axes;
  return {
    ...document,
    ...('version' in document && { version: 2 }),
    // An axis may set a part of the fault that version 1 took where none was named.
    ...(isTree(document.plan) && { plan: planFrom1({ nemesis: {}, ...document.plan }) }),
    ...('axes' in document && { axes }),
  };
}

function valuesFrom1(values: unknown, plan: Tree): Tree {
  if (!Array.isArray(values)) return {};
  return {
    values: values.map((value) =>
      isTree(value) && isTree(value.set) ? { ...value, set: settingsFrom1(value.set, plan) } : value,
    ),
  };
}

/**
 * Settings by path, as an axis or a command line makes them.
 * @param plan of version 1, which the settings are made in
 */
export function settingsFrom1(settings: Tree, plan: Tree): Tree {
  return Object.fromEntries(Object.entries(settings).flatMap(([path, value]) => settingFrom1(path, value, plan)));
}

const faultFields: Readonly<Record<string, string>> = {
  'nemesis.targets': 'faults.0.targets',
  'nemesis.restSeconds': 'faults.0.restSeconds',
  'nemesis.faultSeconds': 'faults.0.durationSeconds',
};

function settingFrom1(path: string, value: unknown, plan: Tree): readonly (readonly [string, unknown])[] {
  const workload = isTree(plan.workload) ? plan.workload : {};
  switch (path) {
    case 'nemesis':
      return [['faults', faultsFrom1(value)]];
    case 'nemesis.name':
      return faultNameFrom1(value, isTree(plan.nemesis) ? plan.nemesis : {});
    case 'workload':
      return [['workload', workloadFrom1(value)]];
    case 'workload.name':
      return [[path, value], ...addsOf(value, workload)];
    case 'workload.mix':
      return [[path, workload.name === 'set' && isTree(value) ? setMixFrom1(value) : value]];
    case 'workload.mix.write':
      return [[workload.name === 'set' ? 'workload.mix.add' : path, value]];
    default:
      return [[faultFields[path] ?? path, value]];
  }
}

/** What the plan of version 1 said of its fault, and the list has no entry for, goes with the name. */
function faultNameFrom1(name: unknown, nemesis: Tree): readonly (readonly [string, unknown])[] {
  if (name === 'none') return [['faults', []]];
  const [kept] = faultsFrom1(nemesis) as readonly Tree[];
  const wanted = Object.entries(faultFrom1({ ...nemesis, name })).filter(
    ([field, value]) => field !== 'name' && kept?.[field] !== value,
  );
  return [['faults.0.name', name], ...wanted.map(([field, value]) => [`faults.0.${field}`, value] as const)];
}

function addsOf(name: unknown, { name: before, mix }: Tree): readonly (readonly [string, unknown])[] {
  const isNewSet = name === 'set' && before !== 'set' && isTree(mix) && mix.write !== undefined;
  return isNewSet ? [['workload.mix.add', mix.write]] : [];
}

function without(tree: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !names.includes(name)));
}
