'use client';
/**
 * The faults of a plan, any number, each with its own options, rhythm and end; they happen beside each other, so their order
 * says nothing. One that was removed can be put back.
 */
import { type ReactNode, useRef, useState } from 'react';
import { useFieldArray } from 'react-hook-form';
import { formValues } from '@/lib/plan/form-values';
import { choicesAt } from '@/lib/plan/possible';
import { chosenShape, optionsOf, type Shape } from '@/lib/plan/shape';
import type { Tree } from '@/lib/plan/tree';
import { Button } from '../ui/button';
import { messageAt } from './form-issues';
import { usePlanFormParts } from './plan-form';

interface FaultListProps {
  readonly path: string;
  readonly shape: Shape;
  /** Draws which fault it is, and its fields. */
  readonly children: (path: string, shape: Shape, label: string) => ReactNode;
}

interface Removed {
  readonly place: number;
  readonly fault: Tree;
}

export function FaultList({ path, shape, children }: FaultListProps) {
  const { form, values, itemMoved } = usePlanFormParts();
  const { fields, append, insert, remove } = useFieldArray({ control: form.control, name: path });
  const [removed, setRemoved] = useState<Removed>();
  const list = useRef<HTMLDivElement>(null);
  const { items } = shape;
  if (!items) return null;
  const add = () => {
    const possible = choicesAt(`${path}.0`, items, values).find(({ isPossible }) => isPossible);
    const [first] = optionsOf(items);
    const name = possible?.name ?? first?.name;
    append(formValues(items, { name }) as object, { shouldFocus: false });
    focusSoon(`select[name="${path}.${fields.length}.name"]`);
  };
  const takeOut = (place: number) => {
    setRemoved({ place, fault: structuredClone(form.getValues(`${path}.${place}`)) as Tree });
    remove(place);
    itemMoved(path, place, 'went');
    focusSoon('[data-undo]');
  };
  const putBack = ({ place, fault }: Removed) => {
    const to = Math.min(place, fields.length);
    insert(to, fault, { shouldFocus: false });
    itemMoved(path, to, 'came');
    setRemoved(undefined);
    focusSoon(`select[name="${path}.${to}.name"]`);
  };
  /** Once it is drawn: the button that was pressed may be gone by then, and the keyboard would begin at the top again. */
  const focusSoon = (selector: string) =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(selector)?.focus());
  const message = messageAt(form, path) ?? messageAt(form, `${path}.root`);
  const titleOf = (fault: Tree) => chosenShape(items, fault)?.title ?? 'The fault';
  return (
    <div ref={list} className="space-y-4">
      {fields.length === 0 && <p className="text-muted">No faults: network, processes and clocks are left alone.</p>}
      <ol className="space-y-4">
        {fields.map(({ id }, place) => {
          const label = fields.length === 1 ? 'Fault' : `Fault ${place + 1}`;
          return (
            <li key={id}>
              <fieldset className="min-w-0 space-y-4 border-line border-l-2 pl-4">
                <legend className="sr-only">{label}</legend>
                {children(`${path}.${place}`, items, label)}
                <Button kind="quiet" onClick={() => takeOut(place)} className="-ml-2">
                  Remove {fields.length === 1 ? 'this fault' : `fault ${place + 1}`}
                </Button>
              </fieldset>
            </li>
          );
        })}
      </ol>
      {removed && (
        <p role="status" className="flex flex-wrap items-center gap-2 text-13 text-muted">
          {titleOf(removed.fault)}: removed.
          <Button kind="quiet" data-undo onClick={() => putBack(removed)}>
            Put it back
          </Button>
        </p>
      )}
      <Button onClick={add}>{fields.length === 0 ? 'Add a fault' : 'Add another fault'}</Button>
      {message && <p className="text-12 text-invalid">{message}</p>}
    </div>
  );
}
