'use client';
/** Where the test runs: a cluster that Clew makes, a person's own machines over SSH, or nowhere but in memory. */
import { useWatch } from 'react-hook-form';
import { systems } from '@/lib/catalog/systems/registry';
import { ChoiceField } from '../ui/choice-field';
import { Field, InputField, inputClass } from '../ui/field';
import { FieldRow, Group } from '../ui/group';
import { ClusterCheck } from './cluster-check';
import type { DraftForm } from './draft-form';

const places = [
  {
    value: 'lab',
    title: 'Lab',
    sentence: 'Nodes with their own network and processes, made on this machine.',
  },
  {
    value: 'ssh',
    title: 'My own machines',
    sentence: 'Reached over SSH; the system under test is installed and wiped there.',
  },
  {
    value: 'embedded',
    title: 'Embedded',
    sentence: 'Five processes on this machine; no root needed.',
  },
  { value: 'memory', title: 'In memory', sentence: 'No nodes at all; for the in-memory register.' },
] as const;

export function WhereGroup({ form }: { readonly form: DraftForm }) {
  const { register, control, formState } = form;
  const [systemName, clusterType] = useWatch({ control, name: ['systemName', 'clusterType'] });
  const possible = systems.find((system) => system.name === systemName)?.clusters;
  return (
    <Group title="Where">
      <ChoiceField
        label="Cluster"
        choices={places.map((place) => ({
          ...place,
          isDisabled: possible !== undefined && !possible.includes(place.value),
        }))}
        error={formState.errors.clusterType?.message}
        {...register('clusterType')}
      />
      {clusterType === 'ssh' ? (
        <Machines form={form} />
      ) : (
        <FieldRow>
          <InputField
            label="Nodes"
            inputMode="numeric"
            error={formState.errors.nodes?.message}
            {...register('nodes')}
          />
        </FieldRow>
      )}
      {clusterType !== 'memory' && <ClusterCheck form={form} />}
    </Group>
  );
}

function Machines({ form: { register, formState } }: { readonly form: DraftForm }) {
  const errors = formState.errors;
  return (
    <>
      <Field
        label="Nodes"
        hint="One a line: a name, then the address, with a port if it is not 22."
        error={errors.hosts?.message}
      >
        {(attributes) => (
          <textarea
            rows={5}
            spellCheck={false}
            placeholder={'n1 10.0.0.1:22\nn2 10.0.0.2:22'}
            {...register('hosts')}
            {...attributes}
            className={`${inputClass} h-auto py-2 font-mono text-13`}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          label="User"
          hint="Anyone but root needs sudo without a password."
          error={errors.user?.message}
          {...register('user')}
        />
        <InputField
          label="Key file"
          hint="Its path on the machine where Clew runs; the key stays there."
          placeholder="/home/me/.ssh/id_ed25519"
          error={errors.keyFile?.message}
          {...register('keyFile')}
        />
        <InputField
          label="Password variable"
          hint="The name of the server's environment variable that holds it, never the password."
          placeholder="CLEW_SSH_PASSWORD"
          error={errors.passwordVariable?.message}
          {...register('passwordVariable')}
        />
        <InputField
          label="Known hosts file"
          hint="Without one, a host key is remembered at first sight."
          placeholder="/home/me/.ssh/known_hosts"
          error={errors.knownHostsFile?.message}
          {...register('knownHostsFile')}
        />
      </div>
      <label className="flex items-center gap-2">
        <input type="checkbox" {...register('agent')} className="size-4 accent-accent" />
        Use the SSH agent of the server, if there is one
      </label>
    </>
  );
}
