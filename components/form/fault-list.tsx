'use client';
/** The faults of a plan, any number, each with its own options, rhythm and end; they happen beside each other. */
import type { ReactNode } from 'react';
import { useFieldArray } from 'react-hook-form';
import { formValues } from '@/lib/plan/form-values';
import { choicesAt } from '@/lib/plan/possible';
import { optionsOf, type Shape } from '@/lib/plan/shape';
import { Button } from '../ui/button';
import { messageAt } from './form-issues';
import { usePlanFormParts } from './plan-form';

interface FaultListProps {
  readonly path: string;
  readonly shape: Shape;
  /** Draws which fault it is, and its fields. */
  readonly children: (path: string, shape: Shape, label: string) => ReactNode;
}

export function FaultList({ path, shape, children }: FaultListProps) {
  const { form, values } = usePlanFormParts();
  const { fields, append, remove } = useFieldArray({ control: form.control, name: path });
  const { items } = shape;
  if (!items) return null;
  const add = () => {
    const possible = choicesAt(`${path}.0`, items, values).find(({ isPossible }) => isPossible);
    const [first] = optionsOf(items);
    const name = possible?.name ?? first?.name;
    append(formValues(items, { name }) as object, { focusName: `${path}.${fields.length}.name` });
  };
  const message = messageAt(form, path) ?? messageAt(form, `${path}.root`);
  return (
    <div className="space-y-4">
      {fields.length === 0 && <p className="text-muted">No faults: network, processes and clocks are left alone.</p>}
      {fields.map(({ id }, place) => (
        <div key={id} className="min-w-0 space-y-4 border-line border-l-2 pl-4">
          {children(`${path}.${place}`, items, fields.length === 1 ? 'Fault' : `Fault ${place + 1}`)}
          <Button kind="quiet" onClick={() => remove(place)}>
            Remove {fields.length === 1 ? 'this fault' : `fault ${place + 1}`}
          </Button>
        </div>
      ))}
      <Button onClick={add}>{fields.length === 0 ? 'Add a fault' : 'Add another fault'}</Button>
      {message && <p className="text-12 text-invalid">{message}</p>}
    </div>
  );
}
