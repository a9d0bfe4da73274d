import { expect, it } from 'vitest';
import type { Json } from '../base/json';
import { casRegister } from './cas-register';
import { register } from './register';
import { findModel } from './registry';

it('a register reads what was written', () => {
  const model = register();
  expect(model.step(0, { f: 'write', value: 4 })).toEqual({ state: 4 });
  expect(model.step(4, { f: 'read', value: 4 })).toEqual({ state: 4 });
  expect(model.step(4, { f: 'read', value: null })).toEqual({ state: 4 });
  expect(model.step({ a: 1, b: 2 }, { f: 'read', value: { b: 2, a: 1 } })).toEqual({ state: { a: 1, b: 2 } });
  expect(model.step(4, { f: 'cas', value: [4, 1] })).toEqual({ inconsistent: 'a register knows no cas' });
});

it('a refused step says why in the words of the reports', () => {
  const model = casRegister();
  const why = (state: Json, f: string, value: Json) => {
    const step = model.step(state, { f, value });
    return 'inconsistent' in step ? step.inconsistent : undefined;
  };
  expect(why(4, 'read', 1)).toBe("can't read 1 from register 4");
  expect(why(null, 'read', 1)).toBe("can't read 1 from register nil");
  expect(why(1, 'cas', [0, 2])).toBe("can't CAS 1 from 0 to 2");
  expect(why(null, 'cas', [0, 2])).toBe("can't CAS nil from 0 to 2");
  expect(why(1, 'cas', 3)).toBe('a cas takes [expected new], not 3');
  expect(model.step(0, { f: 'cas', value: [0, 2] })).toEqual({ state: 2 });
});

it('a state prints as a record with its value', () => {
  expect(casRegister().format(4)).toBe('{:value 4}');
  expect(register().format(null)).toBe('{:value nil}');
});

it('the registry knows its models and nothing else', () => {
  expect(findModel('cas-register', 3)).toMatchObject({ name: 'cas-register', initial: 3 });
  expect(findModel('constructor', null)).toBeUndefined();
});
