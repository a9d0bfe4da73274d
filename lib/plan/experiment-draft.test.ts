import { describe, expect, test } from 'vitest';
import { resolveExperiment } from './experiment';
import { draftShape, experimentOfDraft, fieldOfDraft, firstExperimentDraft } from './experiment-draft';
import { formOfPlan, planOfForm } from './form-plan';
import { resolvePlan } from './resolve';

const memory = resolvePlan({
  name: 'mine',
  cluster: { type: 'memory' },
  system: { name: 'memory', bugs: { staleRead: 0.3 } },
  seed: 3,
});
if (!memory.ok) throw new Error('the plan must resolve');
const plan = planOfForm(formOfPlan(memory.value));

describe('an experiment from the form', () => {
  test('begins with all reads of the system and its fault', () => {
    const resolved = resolveExperiment(experimentOfDraft(plan, firstExperimentDraft(plan, 9)));
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    expect(resolved.value.experiment).toMatchObject({
      name: 'mine',
      seed: 9,
      repeats: 1,
      axes: [
        { name: 'reads', values: [{ title: 'Local' }, { title: 'Leader' }, { title: 'Quorum' }] },
        { name: 'faults', values: [{ title: 'Partition into random halves' }] },
      ],
    });
    const [first] = resolved.value.combinations.flatMap(({ plans }) => plans);
    expect(first?.system).toEqual(memory.value.system);
    expect(first?.faults).toEqual(memory.value.faults);
  });

  test('may take in another system, on a cluster that it runs on, and one more field', () => {
    const draft = {
      ...firstExperimentDraft(plan, 9),
      reads: ['etcd/quorum', 'memory/local'],
      faults: ['none'],
      field: 'load.concurrency',
      fieldValues: '3, 5,',
      repeats: '2',
    };
    const resolved = resolveExperiment(experimentOfDraft(plan, draft));
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    const { combinations } = resolved.value;
    expect(combinations.map(({ values }) => values.map(({ title }) => title))).toEqual([
      ['etcd, Quorum', 'No faults', '3'],
      ['etcd, Quorum', 'No faults', '5'],
      ['In-memory register, Local', 'No faults', '3'],
      ['In-memory register, Local', 'No faults', '5'],
    ]);
    expect(combinations.map(({ plans }) => [plans.length, plans[0]?.cluster.type, plans[0]?.load.concurrency])).toEqual(
      [
        [2, 'lab', 3],
        [2, 'lab', 5],
        [2, 'memory', 3],
        [2, 'memory', 5],
      ],
    );
  });

  test('may hit other nodes by the fault of the plan, which stays as it was typed', () => {
    const sleepy = { ...plan, faults: [{ name: 'pause', targets: 'leader', restSeconds: 2, durationSeconds: 3 }] };
    const draft = firstExperimentDraft(sleepy, 9);
    expect(draft.faults).toEqual(['pause/leader']);
    const faults = [...draft.faults, 'pause/minority', 'kill/one', 'partition-leader', 'none'];
    const { axes } = experimentOfDraft(sleepy, { ...draft, reads: ['memory/quorum'], faults });
    const times = { restSeconds: 2, durationSeconds: 3 };
    expect(axes?.[1]?.values).toEqual([
      { title: 'Partition with the leader', set: { faults: [{ name: 'partition-leader', ...times }] } },
      { title: 'Kill processes: one node', set: { faults: [{ name: 'kill', targets: 'one', ...times }] } },
      { title: 'Pause processes: a minority', set: { faults: [{ name: 'pause', targets: 'minority', ...times }] } },
      { title: 'Pause processes: the leader', set: { faults: sleepy.faults } },
      { title: 'No faults', set: { faults: [] } },
    ]);
    const resolved = resolveExperiment(experimentOfDraft(sleepy, { ...draft, faults }));
    expect(resolved.ok && resolved.value.combinations).toHaveLength(15);
    const unsaid = { ...plan, faults: [{ name: 'kill', ...times }] };
    expect(firstExperimentDraft(unsaid, 9).faults).toEqual(['kill/one']);
    const two = { ...plan, faults: [...sleepy.faults, ...unsaid.faults] };
    expect(firstExperimentDraft(two, 9).faults).toEqual(['own']);
    const [, axis] = experimentOfDraft(two, { ...draft, faults: ['own', 'none'] }).axes;
    expect(axis?.values.map(({ set }) => set)).toEqual([{ faults: two.faults }, { faults: [] }]);
  });

  test('leaves what was half typed to be refused in words', () => {
    const draft = { ...firstExperimentDraft(plan, 9), repeats: 'many', field: 'load.speed', fieldValues: '1' };
    const issues = (changes: object) => {
      const resolved = resolveExperiment(experimentOfDraft(plan, { ...draft, ...changes }));
      return resolved.ok ? [] : resolved.error.map(({ path, message }) => `${path} ${message}`);
    };
    expect(issues({})).toEqual(['repeats must be a number']);
    expect(issues({ repeats: '1' })).toEqual([expect.stringMatching(/^load\.speed is not a field of a plan/)]);
    const fields = ['repeats', 'load.speed', 'plan.load.concurrency', ''].map((path) => fieldOfDraft(draft, path));
    expect(fields).toEqual(['repeats', 'field', undefined, undefined]);
  });

  test('has fields that are drawn from their schemas', () => {
    expect(draftShape.repeats).toMatchObject({
      type: 'integer',
      title: 'Repeats',
      hint: expect.stringMatching(/seed/),
    });
    const titlesOf = (name: 'reads' | 'faults') => draftShape[name].choices?.map(({ title }) => title);
    expect(titlesOf('reads')).toContain('In-memory register, quorum');
    expect(titlesOf('faults')).toEqual(expect.arrayContaining(['Pause processes: the leader', 'No faults']));
    expect(draftShape.field.suggestions).toContain('load.concurrency');
  });
});
