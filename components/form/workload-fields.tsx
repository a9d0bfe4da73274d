'use client';
/** What a workload lets one choose; the fields of the others are hidden, not forgotten. */
import { InputField } from '../ui/field';
import { FieldRow } from '../ui/group';
import type { DraftForm } from './draft-form';

interface WorkloadFieldsProps {
  readonly form: DraftForm;
  /** Its name. */
  readonly workload: string;
}

export function WorkloadFields({ form: { register, formState }, workload }: WorkloadFieldsProps) {
  const errors = formState.errors;
  if (workload === 'mutex') return null;
  const hasRegisters = workload !== 'set';
  return (
    <FieldRow>
      <InputField
        label="Share of reads"
        hint="In parts of the sum"
        inputMode="numeric"
        error={errors.readPart?.message}
        {...register('readPart')}
      />
      <InputField
        label={hasRegisters ? 'Share of writes' : 'Share of adds'}
        hint="In parts of the sum"
        inputMode="numeric"
        error={errors.writePart?.message}
        {...register('writePart')}
      />
      {hasRegisters && (
        <>
          <InputField
            label="Share of cas"
            hint="In parts of the sum"
            inputMode="numeric"
            error={errors.casPart?.message}
            {...register('casPart')}
          />
          <InputField
            label="Values"
            hint="Whole numbers from 0 up"
            inputMode="numeric"
            error={errors.values?.message}
            {...register('values')}
          />
        </>
      )}
      {workload === 'registers' && (
        <>
          <InputField
            label="Clients on a key"
            hint="At a time"
            inputMode="numeric"
            error={errors.clientsPerKey?.message}
            {...register('clientsPerKey')}
          />
          <InputField
            label="Operations on a key"
            hint="Then the next key"
            inputMode="numeric"
            error={errors.opsPerKey?.message}
            {...register('opsPerKey')}
          />
        </>
      )}
    </FieldRow>
  );
}
