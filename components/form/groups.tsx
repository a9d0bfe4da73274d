'use client';
/** What is tested, under which load, with which faults. Where it runs has a file of its own. */
import { useWatch } from 'react-hook-form';
import { systems } from '@/lib/catalog/systems/registry';
import { workloads } from '@/lib/catalog/workloads';
import { targetChoices } from '@/lib/nemesis/targets';
import { asksTargets } from '@/lib/plan/draft';
import { nemeses, possibleFaults } from '@/lib/plan/nemeses';
import { isCheckedLive } from '@/lib/plan/workload';
import { ChoiceField } from '../ui/choice-field';
import { InputField } from '../ui/field';
import { FieldRow, Group } from '../ui/group';
import { SwitchField } from '../ui/switch-field';
import type { DraftForm } from './draft-form';
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
  const adapt = (name: string) => {
    const chosen = systems.find((candidate) => candidate.name === name);
    if (!chosen) return;
    const possible = {
      clusterType: chosen.clusters,
      readLevel: chosen.readLevels.map((level) => level.name),
      workload: chosen.workloads,
    };
    for (const field of ['clusterType', 'readLevel', 'workload'] as const) {
      const [first] = possible[field];
      if (first && !possible[field].some((value) => value === getValues(field))) {
        setValue(field, first, { shouldValidate: true });
      }
    }
  };
  return (
    <Group title="What">
      <ChoiceField
        label="System"
        choices={systems.map(({ name, title, summary }) => ({ value: name, title, sentence: summary }))}
        error={errors.systemName?.message}
        {...register('systemName', { onChange: (event) => adapt(String(event.target.value)) })}
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
      {system?.tellsIndex && (
        <SwitchField
          label="Refuse what is older than was seen"
          hint="Each client remembers the highest index it saw, and asks a node that is behind again until it has caught up or the operation limit ends. Reads of one client never go back; two clients may still contradict each other."
          {...register('tracksIndex')}
        />
      )}
      {system && system.versions.length > 0 && <VersionFields form={form} offers={system.versions} />}
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
      {isCheckedLive(workload) && (
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
  const [nemesis, systemName, clusterType] = useWatch({ control, name: ['nemesis', 'systemName', 'clusterType'] });
  const system = systems.find((candidate) => candidate.name === systemName);
  const clusters = system?.clusters.filter((type) => type === clusterType);
  const possible: readonly string[] = system ? [...possibleFaults(system, clusters), 'none'] : [];
  const errors = formState.errors;
  return (
    <Group title="Faults">
      <ChoiceField
        label="Fault"
        choices={nemeses.map(({ name, title, summary }) => ({
          value: name,
          title,
          sentence: summary,
          isDisabled: system !== undefined && !possible.includes(name) && name !== nemesis,
        }))}
        error={errors.nemesis?.message}
        {...register('nemesis')}
      />
      {asksTargets({ nemesis }) && (
        <ChoiceField
          label="Whom it hits"
          choices={targetChoices.map(({ name, title, summary }) => ({ value: name, title, sentence: summary }))}
          error={errors.targets?.message}
          {...register('targets')}
        />
      )}
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
