/** An option of the catalog is one edit, in its schema: whatever shows, sets or lists options takes it from there. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { pause } from '../catalog/faults';
import { faults } from '../catalog/faults/registry';
import { systems } from '../catalog/systems/registry';
import { workloads } from '../catalog/workloads/registry';
import { chosenSchema } from './chosen';
import { fieldAt } from './fields';
import { formValues, planInput } from './form-values';
import { optionEntries } from './option-list';
import { settingValue } from './settings';
import { optionsOf, planShape, shapeAt, shapeOf } from './shape';

const groups = [
  ['system', systems],
  ['workload', workloads],
  ['faults.0', faults],
] as const;

const options = groups.flatMap(([path, descriptions]) =>
  descriptions.flatMap(({ name, options: schema }) =>
    optionEntries(shapeOf(schema)).map((entry) => [path, name, entry.path, entry.words] as const),
  ),
);

test.each(options)(
  '%s.%s: %s is in the plan, the form, the settings and the list, with a title',
  (path, name, option, words) => {
    const values = path === 'faults.0' ? { faults: [{ name }] } : { [path]: { name } };
    expect(shapeAt(`${path}.${option}`, values)?.title).toBeTruthy();
    expect(fieldAt(`${path}.${option}`)).toBeDefined();
    expect(words).not.toBe('');
  },
);

describe('an option that is added to the schema of a fault', () => {
  const more = z.extend(pause.options, {
    signal: z._default(z.enum(['STOP', 'TSTP']), 'STOP').check(z.meta({ title: 'Signal', hint: 'What stops it' })),
    graceSeconds: z._default(z.number().check(z.minimum(0)), 0.5).check(z.meta({ title: 'Grace', unit: 's' })),
  });
  const shape = shapeOf(chosenSchema([{ ...pause, options: more }], { title: 'Fault' }));

  test('has a control with its title, a value that is typed, and a place in the plan', () => {
    const [option] = optionsOf(shape);
    expect(option?.shape.properties?.signal).toMatchObject({ title: 'Signal', enum: ['STOP', 'TSTP'] });
    const values = formValues(shape, { name: 'pause' });
    expect(values).toEqual({ name: 'pause', targets: 'one', nodes: [], signal: 'STOP', graceSeconds: '0.5' });
    expect(planInput(shape, values)).toEqual({ name: 'pause', targets: 'one', signal: 'STOP', graceSeconds: 0.5 });
  });

  test('stands in the list of the command line', () => {
    expect(optionEntries(shapeOf(more)).map(({ path, words }) => `${path}: ${words}`)).toContain(
      'graceSeconds: Grace, s, 0 or more, default 0.5',
    );
  });
});

test('the rhythm of a fault is set by path, whichever fault it is', () => {
  expect(settingValue('faults.0.durationSeconds', '3')).toBe(3);
  expect(optionsOf(planShape.properties?.faults?.items ?? {}).map(({ name }) => name)).toEqual(
    faults.map(({ name }) => name),
  );
});
