/** Which version each node runs, as the program there said itself. */
import type { RunSummary } from '@/lib/protocol/run';
import { type NodeVersions, versionLines } from '@/lib/protocol/versions';
import { systemTitleOf } from '@/lib/report/run-words';

interface VersionLinesProps {
  readonly run: RunSummary;
  readonly versions: NodeVersions;
}

export function VersionLines({ run, versions }: VersionLinesProps) {
  const lines = versionLines(systemTitleOf(run.plan.system.name), versions);
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Versions" className="px-1 pt-1 text-center text-13 text-muted">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
