/** An examination of a cluster as it comes in: each node is asked for by itself, so that one that hangs keeps no other back. */
import { useRef, useState } from 'react';
import type { NodeExamination } from '@/lib/doctor/report';
import { besideEachOther } from '@/lib/doctor/rows';
import { nodeNames } from '@/lib/plan/nodes';
import type { Plan } from '@/lib/plan/plan';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import { messageOf, RequestError, request } from '../ui/request';

export interface Examining {
  /** What is looked at, as a text: a report about other machines must not be shown. */
  readonly of: string;
  readonly names: readonly string[];
  /** Those that have been looked at. */
  readonly nodes: readonly NodeExamination[];
  readonly isOver: boolean;
  /** Why nobody could look. */
  readonly failure?: string;
}

export interface Examined {
  readonly cluster: Plan['cluster'];
  readonly system?: Plan['system'];
}

export function useExamination(): readonly [Examining | undefined, (examined: Examined) => Promise<void>] {
  const [examining, setExamining] = useState<Examining>();
  const latest = useRef(0);
  const start = async ({ cluster, system }: Examined) => {
    const own = ++latest.current;
    const change = (next: (before: Examining) => Examining) =>
      setExamining((before) => (before && own === latest.current ? next(before) : before));
    const names = nodeNames(cluster);
    setExamining({ of: JSON.stringify(cluster), names, nodes: [], isOver: false });
    const ask = async (node: string) => {
      try {
        const { nodes } = await request(clusterEndpoints.examineCluster, {
          body: { cluster, node, ...(system && { system }) },
        });
        change((before) => ({ ...before, nodes: besideEachOther(inOrder(names, [...before.nodes, ...nodes])) }));
      } catch (error) {
        change((before) => ({ ...before, failure: issuesWords(error) }));
      }
    };
    await Promise.all(names.map(ask));
    change((before) => ({ ...before, isOver: true }));
  };
  return [examining, start];
}

function inOrder(names: readonly string[], nodes: readonly NodeExamination[]): readonly NodeExamination[] {
  return names.flatMap((name) => nodes.find((node) => node.name === name) ?? []);
}

function issuesWords(error: unknown): string {
  if (!(error instanceof RequestError) || error.issues.length === 0) return messageOf(error);
  return error.issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
}
