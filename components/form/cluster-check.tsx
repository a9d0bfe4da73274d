'use client';
/** Looks at every node before a run depends on it. */
import { useWatch } from 'react-hook-form';
import { planOfForm } from '@/lib/plan/form-plan';
import type { Plan } from '@/lib/plan/plan';
import { Examination } from '../cluster/examination';
import { useExamination } from '../cluster/use-examination';
import { Button } from '../ui/button';
import type { PlanForm } from './plan-form';

export function ClusterCheck({ form }: { readonly form: PlanForm }) {
  const [examining, examine] = useExamination();
  useWatch({ control: form.control, name: 'cluster' });
  const { cluster, system } = planOfForm(form.getValues()) as unknown as Pick<Plan, 'cluster' | 'system'>;

  const start = async () => {
    if (await form.trigger(['cluster', 'system'])) await examine({ cluster, system });
  };
  const isCurrent = examining?.of === JSON.stringify(cluster);
  return (
    <div className="space-y-2">
      <Button onClick={() => void start()} disabled={isCurrent && !examining.isOver}>
        Examine the nodes
      </Button>
      {isCurrent && <Examination examining={examining} />}
    </div>
  );
}
