/**
 * How a page that is made on the server reads what is behind a link: in the process, from the server that it is part of. It
 * asks no address, least of all the one that the request named. The bundles of server and pages share the process and no
 * module, so the reader lies where both find it.
 */
import type { ExperimentSummary } from './experiment';
import type { RunSummary } from './run';
import type { Trend } from './trend';

/** What everybody who has the link may see; nothing where the link is not valid. */
export interface SharedReader {
  /** Under which the server is reached from outside, `https://clew.example.org`, where it was told. */
  readonly publicUrl?: string | undefined;
  run(token: string): Promise<RunSummary | undefined>;
  experiment(token: string): Promise<ExperimentSummary | undefined>;
  comparison(token: string): Promise<readonly RunSummary[] | undefined>;
  trend(token: string): Promise<Trend | undefined>;
}

const place = Symbol.for('clew.shared-reader');

type Process = { [place]?: SharedReader };

/** The last server of a process that offers one has it read. */
export function offerSharedReader(reader: SharedReader): void {
  (globalThis as Process)[place] = reader;
}

export function sharedReader(): SharedReader | undefined {
  return (globalThis as Process)[place];
}
