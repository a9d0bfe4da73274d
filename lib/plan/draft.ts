/**
 * A plan while it is being typed: every field is there, as text, whichever cluster and system are chosen. So nothing is
 * lost when a choice is changed and changed back, and half a number is no error until it is read.
 */

import { systems } from '../catalog/systems/registry';
import type { Source } from '../catalog/systems/source';
import { formatHosts, lineOfHost, parseHosts } from './hosts';
import type { PlanIssue } from './issues';
import { hasTargets, nemeses } from './nemeses';
import type { Plan } from './plan';
import { isCheckedLive } from './workload';

export interface Draft {
  readonly name: string;
  readonly systemName: string;
  readonly sourceFrom: string;
  readonly sourceRelease: string;
  readonly sourceUrl: string;
  readonly sourceSha256: string;
  readonly sourceFile: string;
  readonly sourceNode: string;
  readonly staleRead: string;
  readonly lostWrite: string;
  readonly slowNode: string;
  readonly readLevel: string;
  readonly tracksIndex: boolean;
  readonly timeoutMs: string;
  readonly clusterType: string;
  readonly nodes: string;
  readonly hosts: string;
  readonly user: string;
  readonly agent: boolean;
  readonly keyFile: string;
  readonly passwordVariable: string;
  readonly knownHostsFile: string;
  readonly workload: string;
  readonly values: string;
  readonly clientsPerKey: string;
  readonly opsPerKey: string;
  readonly readPart: string;
  readonly writePart: string;
  readonly casPart: string;
  readonly concurrency: string;
  readonly delaySeconds: string;
  readonly timeLimitSeconds: string;
  readonly nemesis: string;
  readonly targets: string;
  readonly restSeconds: string;
  readonly faultSeconds: string;
  readonly recoverySeconds: string;
  readonly checkSeconds: string;
  readonly checkMemoryMb: string;
  readonly stopAtViolation: boolean;
  readonly seed: string;
}

export type DraftField = keyof Draft;

/** What the fields hold that the plan has no use for at the moment. */
const spare = {
  sourceFrom: 'found',
  sourceRelease: '',
  sourceUrl: '',
  sourceSha256: '',
  sourceFile: '',
  sourceNode: '',
  clientsPerKey: '5',
  opsPerKey: '100',
  staleRead: '0.05',
  lostWrite: '0',
  slowNode: '0',
  targets: 'one',
  nodes: '5',
  hosts: '',
  user: 'root',
  agent: true,
  keyFile: '',
  passwordVariable: '',
  knownHostsFile: '',
} satisfies Partial<Draft>;

/** @param before keeps what was typed in fields that this plan does not use */
export function draftOf(plan: Plan, before: Draft | undefined = undefined): Draft {
  return {
    ...spare,
    ...before,
    ...systemDraft(plan.system),
    ...clusterDraft(plan.cluster),
    name: plan.name,
    readLevel: plan.client.readLevel,
    // Missing in the plans of older runs.
    tracksIndex: plan.client.tracksIndex ?? false,
    timeoutMs: String(plan.client.timeoutMs),
    workload: plan.workload.name,
    values: String(plan.workload.values),
    ...keysDraft(plan.workload),
    readPart: String(plan.workload.mix.read),
    writePart: String(plan.workload.mix.write),
    casPart: String(plan.workload.mix.cas),
    concurrency: String(plan.load.concurrency),
    delaySeconds: String(plan.load.delaySeconds),
    timeLimitSeconds: String(plan.load.timeLimitSeconds),
    nemesis: plan.nemesis.name,
    ...(plan.nemesis.targets ? { targets: plan.nemesis.targets } : {}),
    restSeconds: String(plan.nemesis.restSeconds),
    faultSeconds: String(plan.nemesis.faultSeconds),
    recoverySeconds: String(plan.recoverySeconds),
    checkSeconds: String(plan.checker.timeLimitSeconds),
    checkMemoryMb: String(plan.checker.memoryLimitMb),
    stopAtViolation: plan.checker.stopAtViolation,
    seed: String(plan.seed),
  };
}

function systemDraft(system: Plan['system']): Partial<Draft> & Pick<Draft, 'systemName'> {
  if (system.name === 'antietcd') return { systemName: 'antietcd' };
  if (system.name !== 'memory') return { systemName: system.name, ...sourceDraft(system.source) };
  const { staleRead, lostWrite, slowNode } = system.bugs;
  return {
    systemName: 'memory',
    staleRead: String(staleRead),
    lostWrite: String(lostWrite),
    slowNode: String(slowNode),
  };
}

/** What other workloads leave at its default may have been typed for this one. */
function keysDraft({ name, clientsPerKey, opsPerKey }: Plan['workload']): Partial<Draft> {
  if (name !== 'registers') return {};
  return { clientsPerKey: String(clientsPerKey), opsPerKey: String(opsPerKey) };
}

/** @param source is missing in the plans of older runs */
export function sourceDraft(source: Source | undefined): Partial<Draft> {
  switch (source?.from) {
    case 'debian':
      return { sourceFrom: 'debian', sourceRelease: source.release ?? '' };
    case 'download':
      return { sourceFrom: 'download', sourceUrl: source.url, sourceSha256: source.sha256 };
    case 'file':
      return { sourceFrom: 'file', sourceFile: source.path };
    case 'node':
      return { sourceFrom: 'node', sourceNode: source.path };
    default:
      return { sourceFrom: 'found' };
  }
}

function clusterDraft(cluster: Plan['cluster']): Partial<Draft> & Pick<Draft, 'clusterType'> {
  if (cluster.type !== 'ssh') return { clusterType: cluster.type, nodes: String(cluster.nodes) };
  return {
    clusterType: 'ssh',
    hosts: formatHosts(cluster.nodes),
    user: cluster.user,
    agent: cluster.auth.agent,
    keyFile: cluster.auth.keyFile ?? '',
    passwordVariable: cluster.auth.passwordVariable ?? '',
    knownHostsFile: cluster.knownHostsFile ?? '',
  };
}

/** The plan that the draft describes, to be resolved; fields that its choices do not use are left out. */
export function planOfDraft(draft: Draft): Record<string, unknown> {
  return {
    name: draft.name,
    cluster: clusterOfDraft(draft),
    system: systemOfDraft(draft),
    client: clientOfDraft(draft),
    workload: workloadOfDraft(draft),
    load: {
      concurrency: number(draft.concurrency),
      delaySeconds: number(draft.delaySeconds),
      timeLimitSeconds: number(draft.timeLimitSeconds),
    },
    nemesis: nemesisOfDraft(draft),
    recoverySeconds: number(draft.recoverySeconds),
    checker: {
      timeLimitSeconds: number(draft.checkSeconds),
      memoryLimitMb: number(draft.checkMemoryMb),
      stopAtViolation: draft.stopAtViolation && isCheckedLive(draft.workload),
    },
    seed: number(draft.seed),
  };
}

export function clusterOfDraft(draft: Draft): Record<string, unknown> {
  if (draft.clusterType !== 'ssh') return { type: draft.clusterType, nodes: number(draft.nodes) };
  return {
    type: 'ssh',
    nodes: parseHosts(draft.hosts),
    user: draft.user,
    auth: {
      agent: draft.agent,
      ...given('keyFile', draft.keyFile),
      ...given('passwordVariable', draft.passwordVariable),
    },
    ...given('knownHostsFile', draft.knownHostsFile),
  };
}

function clientOfDraft(draft: Draft): Record<string, unknown> {
  const { readLevel, tracksIndex } = draft;
  const isPossible = systems.find(({ name }) => name === draft.systemName)?.tellsIndex ?? false;
  return { readLevel, timeoutMs: number(draft.timeoutMs), ...(isPossible && { tracksIndex }) };
}

function workloadOfDraft(draft: Draft): Record<string, unknown> {
  const { workload: name, values, clientsPerKey, opsPerKey } = draft;
  if (name === 'mutex') return { name };
  const mix = { read: number(draft.readPart), write: number(draft.writePart) };
  if (name === 'set') return { name, mix };
  return {
    name,
    values: number(values),
    mix: { ...mix, cas: number(draft.casPart) },
    ...(name === 'registers' ? { clientsPerKey: number(clientsPerKey), opsPerKey: number(opsPerKey) } : {}),
  };
}

function nemesisOfDraft(draft: Draft): Record<string, unknown> {
  if (draft.nemesis === 'none') return { name: 'none' };
  return {
    name: draft.nemesis,
    restSeconds: number(draft.restSeconds),
    faultSeconds: number(draft.faultSeconds),
    ...(asksTargets(draft) ? { targets: draft.targets } : {}),
  };
}

/** Whether the fault that is chosen hits some nodes and not others. */
export function asksTargets({ nemesis }: Pick<Draft, 'nemesis'>): boolean {
  return nemeses.some(({ name }) => name === nemesis && hasTargets(name));
}

function systemOfDraft(draft: Draft): Record<string, unknown> {
  if (draft.systemName === 'antietcd') return { name: 'antietcd' };
  if (draft.systemName !== 'memory') return { name: draft.systemName, source: sourceOfDraft(draft) };
  const { staleRead, lostWrite, slowNode } = draft;
  return {
    name: 'memory',
    bugs: { staleRead: number(staleRead), lostWrite: number(lostWrite), slowNode: number(slowNode) },
  };
}

function sourceOfDraft(draft: Draft): Record<string, unknown> {
  switch (draft.sourceFrom) {
    case 'debian':
      return { from: 'debian', ...given('release', draft.sourceRelease) };
    case 'download':
      return { from: 'download', url: draft.sourceUrl.trim(), sha256: draft.sourceSha256.trim() };
    case 'file':
      return { from: 'file', path: draft.sourceFile.trim() };
    case 'node':
      return { from: 'node', path: draft.sourceNode.trim() };
    default:
      return { from: draft.sourceFrom };
  }
}

/** An optional field that was left empty is not in the plan. */
function given(name: string, text: string): Record<string, string> {
  return text.trim() === '' ? {} : { [name]: text.trim() };
}

/** What is no number stays as it was typed, for the schema to refuse; an empty field must not become the default. */
function number(text: string): number | string {
  const trimmed = text.trim();
  const value = Number(trimmed.replace(',', '.'));
  return trimmed === '' || Number.isNaN(value) ? trimmed : value;
}

const fieldOfPath: Readonly<Record<string, DraftField>> = {
  name: 'name',
  system: 'systemName',
  'system.name': 'systemName',
  'system.source': 'sourceFrom',
  'system.source.from': 'sourceFrom',
  'system.source.release': 'sourceRelease',
  'system.source.url': 'sourceUrl',
  'system.source.sha256': 'sourceSha256',
  'system.bugs.staleRead': 'staleRead',
  'system.bugs.lostWrite': 'lostWrite',
  'system.bugs.slowNode': 'slowNode',
  'client.readLevel': 'readLevel',
  'client.timeoutMs': 'timeoutMs',
  'client.tracksIndex': 'tracksIndex',
  cluster: 'clusterType',
  'cluster.type': 'clusterType',
  'cluster.nodes': 'nodes',
  'cluster.user': 'user',
  'cluster.auth.agent': 'agent',
  'cluster.auth.keyFile': 'keyFile',
  'cluster.auth.passwordVariable': 'passwordVariable',
  'cluster.knownHostsFile': 'knownHostsFile',
  'workload.name': 'workload',
  'workload.values': 'values',
  'workload.clientsPerKey': 'clientsPerKey',
  'workload.opsPerKey': 'opsPerKey',
  'workload.mix': 'readPart',
  'workload.mix.read': 'readPart',
  'workload.mix.write': 'writePart',
  'workload.mix.cas': 'casPart',
  'load.concurrency': 'concurrency',
  'load.delaySeconds': 'delaySeconds',
  'load.timeLimitSeconds': 'timeLimitSeconds',
  'nemesis.name': 'nemesis',
  'nemesis.targets': 'targets',
  'nemesis.restSeconds': 'restSeconds',
  'nemesis.faultSeconds': 'faultSeconds',
  recoverySeconds: 'recoverySeconds',
  'checker.timeLimitSeconds': 'checkSeconds',
  'checker.memoryLimitMb': 'checkMemoryMb',
  'checker.stopAtViolation': 'stopAtViolation',
  seed: 'seed',
};

export interface DraftIssue {
  /** Undefined: it belongs to no field of the form. */
  readonly field: DraftField | undefined;
  readonly message: string;
}

/** Each issue of a plan beside the field of the form that it speaks about; a host's issue names its line. */
export function draftIssues(draft: Draft, issues: readonly PlanIssue[]): readonly DraftIssue[] {
  return issues.map(({ path, message }) => {
    if (draft.clusterType === 'ssh' && path.startsWith('cluster.nodes')) return hostIssue(draft, path, message);
    const field = path === 'system.source.path' ? pathField(draft) : fieldOfPath[path];
    return { field, message: field === undefined && path !== '' ? `${path} ${message}` : message };
  });
}

function pathField(draft: Draft): DraftField {
  return draft.sourceFrom === 'node' ? 'sourceNode' : 'sourceFile';
}

function hostIssue(draft: Draft, path: string, message: string): DraftIssue {
  const [, , index, part] = path.split('.');
  if (index === undefined) return { field: 'hosts', message };
  const line = lineOfHost(draft.hosts, Number(index)) ?? Number(index) + 1;
  return { field: 'hosts', message: [`line ${line}:`, part, message].filter(Boolean).join(' ') };
}
