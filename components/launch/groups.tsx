'use client';
/** What is tested, under which load, with which faults. Where it runs has a file of its own. */
import { useWatch } from 'react-hook-form';
import { nemeses } from '@/lib/plan/nemeses';
import { systems } from '@/lib/plan/systems';
import { isWatched, workloads } from '@/lib/plan/workloads';
import { ChoiceField } from '../ui/choice-field';
import { InputField } from '../ui/field';
import { SwitchField } from '../ui/switch-field';
import type { DraftForm } from './draft-form';
import { FieldRow, Group } from './group';
import { VersionFields } from './version-fields';
import { WorkloadFields } from './workload-fields';

interface GroupProps {
  readonly form: DraftForm;
}

export function WhatGroup({ form }: GroupProps) {
  const { register, control, setValue, getValues, formState } = form;
  const systemName = useWatch({ control, name: 'systemName' });
  const system = systems.find((candidate) => candidate.name === systemName);
  const errors = formState.errors;

  /** What the system does not have would be an error nobody made. */
  const move = (field: 'clusterType' | 'readLevel' | 'workload', possible: readonly string[]) => {
    const [first] = possible;
    if (first && !possible.includes(getValues(field))) setValue(field, first, { shouldValidate: true });
  };
  const moveChoices = (name: string) => {
    const chosen = systems.find((candidate) => candidate.name === name);
    if (!chosen) return;
    move('clusterType', chosen.clusters);
    move(
      'readLevel',
      chosen.readLevels.map((level) => level.name),
    );
    move('workload', chosen.workloads);
  };
  return (
    <Group title="What">
      <ChoiceField
        label="System"
        choices={systems.map(({ name, title, summary }) => ({ value: name, title, sentence: summary }))}
        error={errors.systemName?.message}
        {...register('systemName', { onChange: (event) => moveChoices(String(event.target.value)) })}
      />
      <ChoiceField
        label="Reads"
        choices={(system?.readLevels ?? []).map(({ name, title, promise }) => ({
          value: name,
          title,
          sentence: promise,
        }))}
        error={errors.readLevel?.message}
        {...register('readLevel')}
      />
      {(system?.versions.length ?? 0) > 0 && <VersionFields form={form} />}
      {systemName === 'memory' && (
        <FieldRow>
          <InputField
            label="Stale reads"
            unit="chance"
            inputMode="decimal"
            error={errors.staleRead?.message}
            {...register('staleRead')}
          />
          <InputField
            label="Lost writes"
            unit="chance"
            inputMode="decimal"
            error={errors.lostWrite?.message}
            {...register('lostWrite')}
          />
          <InputField
            label="Slow node"
            unit="chance"
            inputMode="decimal"
            error={errors.slowNode?.message}
            {...register('slowNode')}
          />
        </FieldRow>
      )}
    </Group>
  );
}

export function LoadGroup({ form }: GroupProps) {
  const { register, control, formState } = form;
  const [systemName, workload] = useWatch({ control, name: ['systemName', 'workload'] });
  const system = systems.find((candidate) => candidate.name === systemName);
  const errors = formState.errors;
  return (
    <Group title="Load">
      <ChoiceField
        label="Workload"
        choices={workloads
          .filter(({ name }) => system?.workloads.includes(name) ?? true)
          .map(({ name, title, summary }) => ({ value: name, title, sentence: summary }))}
        error={errors.workload?.message}
        {...register('workload')}
      />
      <WorkloadFields form={form} workload={workload} />
      <FieldRow>
        <InputField
          label="Clients"
          inputMode="numeric"
          error={errors.concurrency?.message}
          {...register('concurrency')}
        />
        <InputField
          label="Pause"
          hint="Between operations"
          unit="s"
          inputMode="decimal"
          error={errors.delaySeconds?.message}
          {...register('delaySeconds')}
        />
        <InputField
          label="Time"
          hint="Until the last fault is healed"
          unit="s"
          inputMode="decimal"
          error={errors.timeLimitSeconds?.message}
          {...register('timeLimitSeconds')}
        />
        <InputField
          label="Recovery"
          hint="Before the final reads"
          unit="s"
          inputMode="decimal"
          error={errors.recoverySeconds?.message}
          {...register('recoverySeconds')}
        />
        <InputField
          label="Operation limit"
          hint="Then it is unknown"
          unit="ms"
          inputMode="numeric"
          error={errors.timeoutMs?.message}
          {...register('timeoutMs')}
        />
      </FieldRow>
      {isWatched(workload) && (
        <SwitchField
          label="Stop at the first violation"
          hint="End the load as soon as no order explains what was answered so far; heal, tear down and check."
          {...register('stopAtViolation')}
        />
      )}
    </Group>
  );
}

export function FaultsGroup({ form: { register, control, formState } }: GroupProps) {
  const nemesis = useWatch({ control, name: 'nemesis' });
  const errors = formState.errors;
  return (
    <Group title="Faults">
      <ChoiceField
        label="Fault"
        choices={nemeses.map(({ name, title, summary }) => ({ value: name, title, sentence: summary }))}
        error={errors.nemesis?.message}
        {...register('nemesis')}
      />
      {nemesis !== 'none' && (
        <FieldRow>
          <InputField
            label="Rest before each"
            unit="s"
            inputMode="decimal"
            error={errors.restSeconds?.message}
            {...register('restSeconds')}
          />
          <InputField
            label="Each lasts"
            unit="s"
            inputMode="decimal"
            error={errors.faultSeconds?.message}
            {...register('faultSeconds')}
          />
        </FieldRow>
      )}
    </Group>
  );
}
