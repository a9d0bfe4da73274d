import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { choose, withItem, withoutItem } from './choose';
import { formValues, planInput } from './form-values';
import { optionEntries } from './option-list';
import { fitted, initialValue, shapeAt, shapeOf } from './shape';

const seconds = z
  ._default(z.number().check(z.minimum(0)), 5)
  .check(z.meta({ title: 'Rest', unit: 's', hint: 'Before each' }));

const schema = z.strictObject({
  name: z.string().check(z.minLength(1), z.meta({ title: 'Name' })),
  source: z.prefault(
    z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('found') }).check(z.meta({ title: 'What is there', hint: 'On the path.' })),
      z.strictObject({
        from: z.literal('file'),
        path: z.string().check(z.meta({ title: 'Path' })),
        sum: z.optional(z.string()),
      }),
    ]),
    { from: 'found' },
  ),
  work: z.discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('register'),
      rest: seconds,
      mix: z.prefault(z.strictObject({ read: z._default(z.int(), 1), cas: z._default(z.int(), 2) }), {}),
    }),
    z.strictObject({
      name: z.literal('set'),
      rest: seconds,
      mix: z.prefault(z.strictObject({ read: z._default(z.int(), 1), add: z._default(z.int(), 3) }), {}),
      isSlow: z._default(z.boolean(), true),
    }),
  ]),
  list: z._default(z.array(z.strictObject({ name: z.literal('a'), rest: seconds })), []),
});
const shape = shapeOf(schema);

describe('the shape of a schema', () => {
  test('has what the form shows of a field, at its path under what is chosen', () => {
    const values = { work: { name: 'set' }, list: [{ name: 'a' }] };
    expect(shapeAt('work.rest', values, shape)).toMatchObject({
      title: 'Rest',
      unit: 's',
      hint: 'Before each',
      default: 5,
    });
    expect(shapeAt('list.0.rest', values, shape)).toMatchObject({ title: 'Rest' });
    expect(shapeAt('work.mix.add', values, shape)).toMatchObject({ default: 3 });
    expect(shapeAt('work.mix.cas', values, shape)).toBeUndefined();
    expect(shapeAt('work.mix.cas', {}, shape)).toBeUndefined();
  });

  test('says what a choice begins with', () => {
    expect(initialValue(shape.properties?.source ?? {})).toEqual({ from: 'found' });
    expect(initialValue(shape.properties?.work ?? {})).toEqual({ name: 'register', rest: 5, mix: { read: 1, cas: 2 } });
  });

  test('tells the options of a thing with units, bounds and defaults', () => {
    expect(optionEntries(shape.properties?.work?.oneOf?.[1] ?? {})).toEqual([
      { path: 'rest', words: 'Rest, s, 0 or more, default 5. Before each' },
      { path: 'mix.read', words: expect.stringContaining('default 1') },
      { path: 'mix.add', words: expect.stringContaining('default 3') },
      { path: 'isSlow', words: 'default true' },
    ]);
  });
});

describe('a form over a schema', () => {
  test('holds every field as it is typed, and gives back what it was made of', () => {
    const plan = { name: 'x', source: { from: 'file', path: '/a' }, work: { name: 'register', rest: 1.5 }, list: [] };
    const values = formValues(shape, plan);
    expect(values).toEqual({
      name: 'x',
      source: { from: 'file', path: '/a', sum: '' },
      work: { name: 'register', rest: '1.5', mix: { read: '1', cas: '2' } },
      list: [],
    });
    expect(schema.parse(planInput(shape, values))).toEqual(schema.parse(plan));
  });

  test('keeps a number that is half typed, reads a comma, and refuses an empty field instead of taking the default', () => {
    const read = (rest: string) => planInput(shape, { work: { name: 'set', rest } });
    expect(read('1,5')).toEqual({ work: { name: 'set', rest: 1.5 } });
    expect(read('1e')).toEqual({ work: { name: 'set', rest: '1e' } });
    expect(read(' ')).toEqual({ work: { name: 'set', rest: '' } });
  });
});

describe('another choice', () => {
  const union = shape.properties?.work ?? {};
  const value = { name: 'register', rest: '7', mix: { read: '4', cas: '0' } };

  test('takes along what both have alike, and finds what was typed when it is chosen back', () => {
    const toSet = choose({ path: 'work', shape: union, value, name: 'set' }, {});
    expect(toSet.value).toEqual({ name: 'set', rest: '7', mix: { read: '1', add: '3' }, isSlow: true });
    const typed = { ...toSet.value, rest: '8' };
    const back = choose({ path: 'work', shape: union, value: typed, name: 'register' }, toSet.spare);
    expect(back.value).toEqual(value);
    expect(choose({ path: 'work', shape: union, value, name: 'set' }, back.spare).value).toEqual(typed);
  });

  test('is kept for the item of a list that it was typed in, wherever that moves', () => {
    const typed = (name: string) => ({ name });
    const spare = {
      'faults.0/a': typed('0'),
      'faults.1/a': typed('1'),
      'faults.2.targets/b': typed('2'),
      'faultsy.1/a': typed('y'),
    };
    const without = withoutItem(spare, 'faults', 1);
    expect(without).toEqual({ 'faults.0/a': typed('0'), 'faults.1.targets/b': typed('2'), 'faultsy.1/a': typed('y') });
    const { 'faults.1/a': _, ...others } = spare;
    expect(withItem(without, 'faults', 1)).toEqual(others);
  });

  test('in a document drops the fields of the choice before, and no mistake', () => {
    const document = { name: 'set', rest: 1, mix: { read: 4, cas: 0, ad: 1 }, valeus: 2 };
    expect(fitted(union, document)).toEqual({ name: 'set', rest: 1, mix: { read: 4, ad: 1 }, valeus: 2 });
  });
});
