'use client';
/** The plans, a row a field: those that differ, and on demand all. */
import { useId, useMemo, useState } from 'react';
import { comparedPlans } from '@/lib/plan/compared';
import type { RunPlan } from '@/lib/plan/plan';
import { Check } from '../ui/check';
import { SideRow, SideTable } from './side-table';

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
        <Check isChosen={hasAll} onChoose={setAll}>
          All {fields.length} fields
        </Check>
      </div>
      {differing.length === 0 && <p className="mb-2 text-13 text-muted">The plans are the same, the seed included.</p>}
      {shown.length > 0 && (
        <SideTable caption={hasAll ? 'All fields of the plans' : 'Fields that differ'} heads={letters}>
          {shown.map(({ path, title, values, isSame }) => (
            <SideRow key={path} title={title} hint={path} isMarked={hasAll && !isSame} values={values} />
          ))}
        </SideTable>
      )}
    </section>
  );
}
