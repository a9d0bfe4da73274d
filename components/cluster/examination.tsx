/** What the doctor found: the nodes side by side, a row a check, and below them what to run where one lacks something. */
import { type CheckRow, type CheckState, checkNames, checkTitles, isUsable, troublesOf } from '@/lib/doctor/report';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';
import { cellClass, ScrollTable } from '../ui/scroll-table';
import type { Examining } from './use-examination';

const marks: Readonly<Record<CheckState, string>> = { good: '✓', warn: '?', bad: '✗', skipped: '–' };
const words: Readonly<Record<CheckState, string>> = {
  good: 'good',
  warn: 'worth a look',
  bad: 'keeps a run from it',
  skipped: 'not looked at',
};
const inks: Readonly<Record<CheckState, string>> = {
  good: 'text-valid',
  warn: 'text-unknown',
  bad: 'text-invalid',
  skipped: 'text-muted',
};

export function Examination({ examining }: { readonly examining: Examining }) {
  const { names, nodes, isOver, failure } = examining;
  return (
    <div className="space-y-3">
      <p role="status" className="text-13">
        {failure !== undefined ? <span className="text-invalid">{failure}</span> : <Progress examining={examining} />}
      </p>
      <ScrollTable label="What was found on each node" heads={['Check', ...names]}>
        {checkNames.map((check) => (
          <tr key={check} className="border-line border-b">
            <th scope="row" className={cellClass}>
              {checkTitles[check]}
            </th>
            {names.map((name) => {
              const node = nodes.find((each) => each.name === name);
              const row = node?.rows.find((each) => each.check === check);
              return (
                <td key={name} className={cellClass}>
                  {row ? <Cell row={row} /> : node || isOver ? '–' : <span className="text-muted">…</span>}
                </td>
              );
            })}
          </tr>
        ))}
      </ScrollTable>
      <Troubles examining={examining} />
    </div>
  );
}

function Progress({ examining: { names, nodes, isOver } }: { readonly examining: Examining }) {
  if (!isOver) return `${nodes.length} of ${names.length} nodes looked at; this takes up to 10 s.`;
  return isUsable(nodes) ? (
    <span className="font-medium text-valid">A run can begin on all {names.length} nodes</span>
  ) : (
    <span className="font-medium text-invalid">No run can begin there yet</span>
  );
}

function Cell({ row: { state, brief } }: { readonly row: CheckRow }) {
  return (
    <span className="flex items-baseline gap-1.5">
      <span aria-hidden="true" className={`w-3 font-mono ${inks[state]}`}>
        {marks[state]}
      </span>
      <span className="sr-only">{words[state]}:</span>
      {brief !== marks[state] && <span className="[overflow-wrap:anywhere]">{brief}</span>}
    </span>
  );
}

function Troubles({ examining: { nodes } }: { readonly examining: Examining }) {
  const troubles = troublesOf(nodes);
  if (troubles.length === 0) return null;
  return (
    <ul aria-label="What to do" className="space-y-2 text-13">
      {troubles.map(({ node, row: { check, state, detail, cure } }) => (
        <li key={`${node} ${check}`} className="flex items-start gap-2">
          <span aria-hidden="true" className={`w-3 font-mono ${inks[state]}`}>
            {marks[state]}
          </span>
          <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <span className="font-medium font-mono">{node}</span>, {checkTitles[check]}: {detail}
            {cure !== undefined && <p className="text-muted">{cure}</p>}
          </div>
          {cure !== undefined && (
            <Button
              kind="quiet"
              onClick={() => void copyText(cure, 'What to run')}
              aria-label={`Copy what to do on ${node}`}
            >
              Copy
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
