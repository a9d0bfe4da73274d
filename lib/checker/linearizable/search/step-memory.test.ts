import { expect, it } from 'vitest';
import { Dice } from '../testing/random-history.fixture';
import { forgotten, StepMemory } from './step-memory';

it('remembers what was put in last, however many there are', () => {
  const dice = new Dice('steps');
  const memory = new StepMemory();
  const map = new Map<string, number>();
  for (let i = 0; i < 40_000; i++) {
    const [state, classId, result] = [dice.below(300), dice.below(300), dice.below(1000) - 1];
    memory.put(state, classId, result);
    map.set(`${state} ${classId}`, result);
  }
  for (let state = 0; state < 301; state++) {
    for (let classId = 0; classId < 301; classId++) {
      expect(memory.find(state, classId)).toBe(map.get(`${state} ${classId}`) ?? forgotten);
    }
  }
});
