'use client';
/** The plans, a row a field: those that differ, and on demand all. */
import { useId, useMemo, useState } from 'react';
import { comparedPlans } from '@/lib/plan/compared';
import type { RunPlan } from '@/lib/plan/plan';
import { cellClass, SideTable } from './side-table';

interface PlanTableProps {
  readonly plans: readonly RunPlan[];
  readonly letters: readonly string[];
}

export function PlanTable({ plans, letters }: PlanTableProps) {
  const [hasAll, setAll] = useState(false);
  const id = useId();
  const fields = useMemo(() => comparedPlans(plans), [plans]);
  const differing = fields.filter(({ isSame }) => !isSame);
  const shown = hasAll ? fields : differing;
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-6 gap-y-1">
        <h2 id={id} className="font-semibold text-16">
          Plans
        </h2>
        <label className="flex h-8 items-center gap-2 text-13">
          <input
            type="checkbox"
            checked={hasAll}
            onChange={({ target }) => setAll(target.checked)}
            className="size-4 accent-accent"
          />
          All {fields.length} fields
        </label>
      </div>
      {differing.length === 0 && <p className="mb-2 text-13 text-muted">The plans are the same, the seed included.</p>}
      {shown.length > 0 && (
        <SideTable caption={hasAll ? 'All fields of the plans' : 'Fields that differ'} heads={letters}>
          {shown.map(({ path, title, values, isSame }) => (
            <tr key={path} className={`border-line border-b ${hasAll && !isSame ? 'bg-accent/12' : ''}`}>
              <th scope="row" className={cellClass} title={path}>
                {title}
              </th>
              {values.map((value, place) => (
                <td key={letters[place]} className={`${cellClass} ${value === undefined ? 'text-muted' : ''}`}>
                  {value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </SideTable>
      )}
    </section>
  );
}
