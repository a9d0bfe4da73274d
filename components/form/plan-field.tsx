'use client';
/** A field of the plan, drawn from its schema: an option of a fault, a workload or a system needs no line here. */
import { useMemo } from 'react';
import { choicesAt, isFieldShown } from '@/lib/plan/possible';
import { planShape, shapeAt } from '@/lib/plan/shape';
import { CheckersField } from './checkers-field';
import { FaultList } from './fault-list';
import { HostsField } from './hosts-field';
import { usePlanFormParts } from './plan-form';
import { type FormParts, FormPartsContext, ShapeField, type ShapeProps, UnionField } from './shape-field';
import { VersionOffers } from './version-offers';

/** Nothing where the plan as it is has no such field. */
export function PlanField({ path }: { readonly path: string }) {
  const { form, values, choose } = usePlanFormParts();
  const parts = useMemo(
    (): FormParts => ({
      form,
      values,
      choose,
      choicesAt: (at, shape) => choicesAt(at, shape, values),
      isShown: (at) => isFieldShown(at, values),
      controls,
    }),
    [form, values, choose],
  );
  const shape = shapeAt(path, values, planShape);
  if (!shape || !isFieldShown(path, values)) return null;
  return (
    <FormPartsContext value={parts}>
      <ShapeField path={path} shape={shape} />
    </FormPartsContext>
  );
}

const controls: FormParts['controls'] = {
  hosts: HostsField,
  faults: FaultsField,
  checkers: CheckersField,
  source: SourceField,
};

function FaultsField({ path, shape }: ShapeProps) {
  return (
    <FaultList path={path} shape={shape}>
      {(at, item, label) => <UnionField path={at} shape={item} label={label} isCompact />}
    </FaultList>
  );
}

function SourceField({ path, shape }: ShapeProps) {
  return (
    <UnionField path={path} shape={shape}>
      <VersionOffers path={path} shape={shape} />
    </UnionField>
  );
}
