'use client';
/** A cluster that is added or changed: its name, and the fields that a plan has for machines over SSH. */
import { type FormEvent, useMemo } from 'react';
import { type FieldValues, type Resolver, set, useForm, useWatch } from 'react-hook-form';
import { present } from '@/lib/base/assert';
import { formValues, planInput } from '@/lib/plan/form-values';
import { clusterOfSaved, type SavedCluster } from '@/lib/plan/kept-cluster';
import { readSavedCluster } from '@/lib/plan/saved-cluster';
import { optionsOf, planShape } from '@/lib/plan/shape';
import type { Tree } from '@/lib/plan/tree';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import { HostsField } from '../form/hosts-field';
import { type FormParts, FormPartsContext, ShapeField } from '../form/shape-field';
import { InputField } from '../ui/field';
import { FormDialog, FormEnd } from '../ui/form-dialog';
import { messageOf, request } from '../ui/request';

interface ClusterDialogProps {
  /** The one that is changed. */
  readonly cluster: SavedCluster | undefined;
  /** Names of those that are kept. */
  readonly taken: readonly string[];
  readonly close: () => void;
  readonly done: () => void;
}

const machineShape = present(
  optionsOf(present(planShape.properties?.cluster, 'the cluster of a plan')).find(({ name }) => name === 'ssh'),
  'machines over SSH',
).shape;

export function ClusterDialog(props: ClusterDialogProps) {
  return (
    <FormDialog isOpen close={props.close} title={props.cluster ? `Change ${props.cluster.name}` : 'Add a cluster'}>
      <ClusterForm {...props} />
    </FormDialog>
  );
}

/** Errors stand at the paths of the form: those of the machines below `cluster`. */
const resolver: Resolver<FieldValues, unknown, SavedCluster> = (values) => {
  const { type: _, ...machines } = planInput(machineShape, values.cluster) as Tree;
  const read = readSavedCluster({ name: String(values.name).trim(), ...machines });
  if (read.ok) return { values: read.value, errors: {} };
  const errors = {};
  for (const { path, message } of read.error.toReversed()) {
    set(errors, path === 'name' ? path : `cluster.${path}`, { type: 'cluster', message });
  }
  return { values: {}, errors };
};

function ClusterForm({ cluster, taken, close, done }: ClusterDialogProps) {
  const form = useForm<FieldValues, unknown, SavedCluster>({
    defaultValues: {
      name: cluster?.name ?? '',
      cluster: formValues(machineShape, cluster ? clusterOfSaved(cluster) : { type: 'ssh' }),
    },
    resolver,
  });
  const values = useWatch({ control: form.control });
  const parts = useMemo(
    (): FormParts => ({
      form,
      values,
      choicesAt: () => [],
      isShown: () => true,
      choose: () => undefined,
      controls: { hosts: HostsField },
    }),
    [form, values],
  );
  const save = async (saved: SavedCluster) => {
    if (saved.name !== cluster?.name && taken.includes(saved.name)) {
      return form.setError('name', { message: 'another cluster has this name' });
    }
    try {
      await request(clusterEndpoints.saveCluster, { body: saved });
      // It has another name now.
      if (cluster && cluster.name !== saved.name) {
        await request(clusterEndpoints.removeCluster, { params: { name: cluster.name } });
      }
      done();
    } catch (error) {
      form.setError('root', { message: messageOf(error) });
    }
  };
  const { errors, isSubmitting } = form.formState;
  const submit = (event: FormEvent<HTMLFormElement>) => void form.handleSubmit(save)(event);
  return (
    <form noValidate onSubmit={submit} className="space-y-4">
      <InputField
        label="Name"
        hint="By which a plan names it."
        placeholder="staging"
        error={errors.name && String(errors.name.message)}
        {...form.register('name')}
      />
      <FormPartsContext value={parts}>
        <ShapeField path="cluster" shape={machineShape} />
      </FormPartsContext>
      <FormEnd act="Save" isBusy={isSubmitting} close={close} failure={errors.root?.message} />
    </form>
  );
}
