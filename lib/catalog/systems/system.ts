/**
 * A system under test as a person chooses it, as data: the form, the command line and the docs are made from it. How it is
 * installed and driven is in `server/systems/<name>`.
 */
import type * as z from 'zod/mini';
import type { Capability } from '../capability';
import type { VersionOffer } from './source';

export interface ReadLevel {
  readonly name: string;
  readonly title: string;
  /** What a person may expect of a read at this level, in a sentence. */
  readonly promise: string;
}

export interface Port {
  readonly number: number;
  readonly use: string;
}

export const clusterTypes = ['lab', 'ssh', 'embedded', 'memory'] as const;
export type ClusterType = (typeof clusterTypes)[number];

export interface SystemDescription<Name extends string = string, Level extends ReadLevel = ReadLevel> {
  readonly name: Name;
  readonly title: string;
  readonly summary: string;
  /** What is chosen of it beside its name: its version, or its bugs. */
  readonly options: z.ZodMiniObject;
  /** The first is the default. */
  readonly readLevels: readonly Level[];
  /** Those that it has a client for; `structured` is every one that says what its object is. Read by `workloadsOf`. */
  readonly workloads: readonly string[] | 'structured';
  /** What it lets a fault do to it, where the cluster can. */
  readonly capabilities: readonly Capability[];
  /** The first is the default. */
  readonly clusters: readonly ClusterType[];
  /** None where nothing is installed. The first is the default. */
  readonly versions: readonly VersionOffer[];
  /** Must be free on every node. */
  readonly ports: readonly Port[];
  /** On every node. */
  readonly logFiles: readonly string[];
  /** Where its options leave it fewer nodes than a cluster may have. @param options without its name */
  maxNodes?(options: unknown): number | undefined;
  /** Its answers say where in its log they stand, so that a client can refuse one that is older than it has seen. */
  readonly tellsIndex?: boolean;
}
