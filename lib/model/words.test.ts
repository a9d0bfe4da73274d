import { expect, it } from 'vitest';
import type { Json } from '../base/json';
import { appendOnlyList } from './append-only-list';
import { casRegister } from './cas-register';
import { counter } from './counter';
import { fencedMutex } from './fenced-mutex';
import { fifoQueue } from './fifo-queue';
import type { Model, ModelOp } from './model';
import { multiRegister } from './multi-register';
import { mutex } from './mutex';
import { reentrantFencedMutex } from './reentrant-fenced-mutex';
import { reentrantMutex } from './reentrant-mutex';
import { register } from './register';
import { set } from './set';
import { text } from './text';
import { unorderedQueue } from './unordered-queue';
import { versionedRegister } from './versioned-register';

type Drawn = readonly [f: string, value?: Json, process?: number];

/** What the model says to the last operation: how it prints the state that it leads to, or why it refuses it. */
function told(model: Model, ...drawn: readonly Drawn[]): string {
  let state = model.initial;
  const ops = drawn.map(
    ([f, value = null, process]): ModelOp => (process === undefined ? { f, value } : { f, value, process }),
  );
  for (const [place, op] of ops.entries()) {
    const step = model.step(state, op);
    if ('inconsistent' in step) {
      expect(place, step.inconsistent).toBe(ops.length - 1);
      return step.inconsistent;
    }
    state = step.state;
  }
  return model.format(state);
}

it('a register reads what was written', () => {
  expect(told(register(), ['write', 4], ['read', 4], ['read', null])).toBe('{:value 4}');
  expect(told(register({ a: 1, b: 2 }), ['read', { b: 2, a: 1 }])).toBe('{:value {:a 1, :b 2}}');
  expect(told(register(4), ['read', 1])).toBe("can't read 1 from register 4");
  expect(told(register(), ['read', 1])).toBe("can't read 1 from register nil");
  expect(told(register(), ['cas', [4, 1]])).toBe('a register knows no cas');
});

it('a cas-register sets what it compared', () => {
  expect(told(casRegister(0), ['cas', [0, 2]])).toBe('{:value 2}');
  expect(told(casRegister(1), ['cas', [0, 2]])).toBe("can't CAS 1 from 0 to 2");
  expect(told(casRegister(), ['cas', [0, 2]])).toBe("can't CAS nil from 0 to 2");
  expect(told(casRegister(), ['cas', 3])).toBe('a cas takes [expected new], not 3');
});

it('a mutex is held once', () => {
  expect(told(mutex(), ['acquire'])).toBe('{:locked? true}');
  expect(told(mutex(), ['acquire'], ['release', 'whatever'])).toBe('{:locked? false}');
  expect(told(mutex(), ['acquire'], ['acquire'])).toBe('already held');
  expect(told(mutex(), ['release'])).toBe('not held');
  expect(told(mutex(), ['steal'])).toBe('a mutex knows no steal');
});

it('a reentrant mutex is released as often as it was acquired, by who holds it', () => {
  const twice: Drawn[] = [
    ['acquire', null, 0],
    ['acquire', null, 0],
  ];
  expect(told(reentrantMutex(), ...twice)).toBe('{:owner {:process 0}, :count 2}');
  expect(told(reentrantMutex(), ...twice, ['release', null, 0], ['acquire', null, 1])).toBe(
    'already held by process 0',
  );
  expect(told(reentrantMutex(), ...twice, ['release', null, 1])).toBe('held by process 0, not by process 1');
  expect(told(reentrantMutex({ limit: 2 }), ...twice, ['acquire', null, 0])).toBe('already held 2 times');
  expect(told(reentrantMutex(), ...twice, ['release', null, 0], ['release', null, 0], ['release', null, 0])).toBe(
    'not held',
  );
});

it('clients are told apart by their names, whatever their processes', () => {
  const held: Drawn = ['acquire', { client: 'a', uid: 'x' }, 0];
  expect(told(reentrantMutex(), held, ['acquire', { client: 'a' }, 5])).toBe('{:owner {:client "a"}, :count 2}');
  expect(told(reentrantMutex(), held, ['acquire', { client: 'b' }, 0])).toBe('already held by "a"');
  expect(told(reentrantMutex(), held, ['release', { client: 'b' }, 0])).toBe('held by "a", not by "b"');
});

it('a client known by its process may be one that is known by its name', () => {
  const ops: Drawn[] = [
    ['acquire', null, 3],
    ['acquire', { client: 'a' }, 3],
  ];
  expect(told(reentrantMutex(), ...ops)).toBe('{:owner {:client "a"}, :count 2}');
  expect(told(reentrantMutex(), ...ops, ['release', 'some label', 8])).toBe('{:owner {:client "a"}, :count 1}');
  expect(told(reentrantMutex(), ...ops, ['release', { client: 'b' }, 3])).toBe('held by "a", not by "b"');
});

it('a client that nobody knows is the first who is known', () => {
  const model = reentrantMutex();
  expect(told(model, ['acquire'], ['acquire'])).toBe('{:owner nil, :count 2}');
  expect(told(model, ['acquire'], ['acquire', null, 1], ['release', null, 2])).toBe(
    'held by process 1, not by process 2',
  );
});

it('a fenced mutex gives a greater token each time', () => {
  const past: Drawn[] = [
    ['acquire', 5, 0],
    ['release', null, 0],
  ];
  expect(told(fencedMutex(), ...past)).toBe('{:owner nil, :held? false, :fence 5}');
  expect(told(fencedMutex(), ...past, ['acquire', { client: 'a', fence: 6 }, 0])).toBe(
    '{:owner {:client "a"}, :held? true, :fence 6}',
  );
  expect(told(fencedMutex(), ...past, ['acquire', 5, 1])).toBe('token 5 is not greater than 5');
  expect(told(fencedMutex(9), ['acquire', 5, 1])).toBe('token 5 is not greater than 9');
  expect(told(fencedMutex(), ...past, ['release', null, 0])).toBe('not held');
  expect(told(fencedMutex(), ['acquire', 5, 0], ['acquire', 6, 0])).toBe('already held by process 0');
  expect(told(fencedMutex(), ['acquire', 5, 0], ['release', null, 1])).toBe('held by process 0, not by process 1');
  expect(told(fencedMutex(), ['acquire', [5], 0])).toBe('a token is a number, not [5]');
});

it('an unknown token fits, and nothing is learned from it', () => {
  const past: Drawn[] = [
    ['acquire', 5, 0],
    ['release', null, 0],
    ['acquire', null, 1],
    ['release', null, 1],
  ];
  expect(told(fencedMutex(), ...past, ['acquire', 6, 0])).toBe('{:owner {:process 0}, :held? true, :fence 6}');
  expect(told(fencedMutex(), ...past, ['acquire', 5, 0])).toBe('token 5 is not greater than 5');
  expect(told(fencedMutex(), ['acquire', 'a label', 0])).toBe('{:owner {:process 0}, :held? true, :fence nil}');
});

it('a reentrant fenced mutex answers its holder with one token', () => {
  const model = reentrantFencedMutex(4);
  const held: Drawn = ['acquire', 5, 0];
  expect(told(model, held, held)).toBe('{:owner {:process 0}, :count 2, :fence 5, :highest 5}');
  expect(told(model, held, ['acquire', null, 0], ['acquire', 6, 0])).toBe('token 6 is not 5, with which it is held');
  expect(told(model, ['acquire', null, 0], ['acquire', 4, 0])).toBe('token 4 is not greater than 4');
  expect(told(model, held, ['acquire', 5, 1])).toBe('already held by process 0');
  expect(told(model, held, ['release', null, 0], ['acquire', 5, 1])).toBe('token 5 is not greater than 5');
});

it('a versioned register counts its changes, and says the count with the value', () => {
  const model = versionedRegister();
  const written: Drawn[] = [
    ['write', [1, 3]],
    ['cas', [null, [3, 4]]],
    ['read', [2, 4]],
    ['read', [null, 4]],
    ['read', [2, null]],
    ['read', null],
  ];
  expect(told(model, ...written)).toBe('{:version 2, :value 4}');
  expect(told(model, ...written, ['read', [1, 4]])).toBe("can't read 4 at version 1 from register 4 at version 2");
  expect(told(model, ...written, ['read', [null, 3]])).toBe("can't read 3 at version nil from register 4 at version 2");
  expect(told(model, ...written, ['write', [4, 0]])).toBe("can't write to version 4 from register 4 at version 2");
  expect(told(model, ...written, ['cas', [3, [3, 0]]])).toBe("can't CAS from 3 to 0 in register 4 at version 2");
  expect(told(model, ['read', [0, null]], ['write', [null, 1]])).toBe('{:version 1, :value 1}');
  expect(told(versionedRegister([7, 'a']), ['write', [8, 'b']])).toBe('{:version 8, :value "b"}');
  expect(told(model, ['write', 3])).toBe('a write takes [version value], not 3');
  expect(told(model, ['cas', [1, 3]])).toBe('a cas takes [version [expected new]], not [1 3]');
  expect(told(model, ['add', 3])).toBe('a versioned-register knows no add');
});

it('a text is put or made longer', () => {
  const puts: Drawn[] = [
    ['put', 'a'],
    ['append', 'b'],
    ['get', 'ab'],
    ['get', null],
  ];
  expect(told(text(), ['get', ''], ...puts)).toBe('{:text "ab"}');
  expect(told(text(), ...puts, ['read', 'b'])).toBe('can\'t read "b" from text "ab"');
  expect(told(text('x'), ['append', 'y'])).toBe('{:text "xy"}');
  expect(told(text(), ['append', 3])).toBe('a text takes texts to append, not 3');
  expect(told(text(), ['cas', 3])).toBe('a text knows no cas');
});

it('a transaction happens at one moment, and sees what it wrote', () => {
  const txn: Json = [
    [':r', ':x', 1],
    ['w', 'x', 2],
    [':r', 'x', 2],
    ['w', 7, 3],
    ['r', 'y', null],
  ];
  expect(told(multiRegister({ x: 1 }), ['txn', txn])).toBe('{7 3, "x" 2}');
  expect(
    told(multiRegister({ x: 1 }), [
      'txn',
      [
        ['w', 'x', 2],
        ['r', 'x', 1],
      ],
    ]),
  ).toBe('can\'t read 1 from "x", which holds 2');
  expect(told(multiRegister(), ['txn', [['r', 'x', 1]]])).toBe('can\'t read 1 from "x", which holds nil');
  expect(told(multiRegister(), ['write', { x: 1, y: 2 }], ['read', ['y', 2]], ['r', { x: 1 }], ['read'])).toBe(
    '{:x 1, :y 2}',
  );
  expect(told(multiRegister({ x: 1 }), ['w', { x: null }])).toBe('{}');
  expect(told(multiRegister(), ['w', ['x', 1]], ['w', ['x', null]])).toBe('{}');
});

it('keys of different types are different registers, though a map may name one without its type', () => {
  const keys = [1, '1', ':x', 'x', '["x"]', ['x'], 1.5, true];
  for (const key of keys) {
    for (const other of keys) {
      const steps: Drawn[] = [
        ['w', [key, 5]],
        ['r', [other, 5]],
      ];
      const isRead = JSON.stringify(key) === JSON.stringify(other);
      expect(/^can't read/.test(told(multiRegister(), ...steps)), `${key} and ${other}`).toBe(!isRead);
    }
  }
  const start = multiRegister({ x: 1, 7: 2 });
  for (const key of ['x', ':x']) {
    expect(told(start, ['r', [key, 1]], ['w', [key, 5]], ['r', { x: 5 }], ['r', { x: 1 }])).toMatch(/^can't read 1/);
    expect(told(start, ['w', [key, null]], ['r', [key, 1]])).toMatch(/^can't read 1 .* nil$/);
    expect(told(start, ['w', [key, 5]], ['w', { x: 6 }], ['r', [key, 6]], ['w', [key, null]], ['r', { x: 6 }])).toMatch(
      /^can't/,
    );
  }
  expect(told(start, ['w', [':x', 5]], ['r', ['x', 1]], ['r', [7, 2]], ['r', ['7', 2]])).toBe('{7 2, "7" 2, :x 5}');
});

it('what is no transaction is refused', () => {
  expect(told(multiRegister(), ['txn', 3])).toBe('a txn takes a list of [f key value], not 3');
  const steps = 'a txn takes steps [r key value] and [w key value], not';
  expect(told(multiRegister(), ['txn', [['append', 'x', 1]]])).toBe(`${steps} ["append" "x" 1]`);
  expect(told(multiRegister(), ['txn', [['w', 'x']]])).toBe(`${steps} ["w" "x"]`);
  expect(told(multiRegister(), ['txn', [null]])).toBe(`${steps} nil`);
  expect(told(multiRegister(), ['write', 3])).toBe('a write takes [key value] or a map of them, not 3');
  expect(told(multiRegister(), ['cas', 3])).toBe('a multi-register knows no cas');
});

it('a set gives each element once, in any order', () => {
  const ops: Drawn[] = [
    ['add', 10],
    ['add', 9],
    ['add', 10],
  ];
  expect(told(set(), ...ops, ['read', [10, 9]], ['read', [9, 10]], ['read'])).toBe('{:elements [9 10]}');
  expect(told(set(), ...ops, ['read', [9]])).toBe("can't read [9] from set [9 10]");
  expect(told(set(), ...ops, ['read', [9, 10, 10]])).toBe("can't read [9 10 10] from set [9 10]");
  expect(told(set(), ['read', 9])).toBe('a read of a set gives a list, not 9');
  expect(told(set(), ['pop'])).toBe('a set knows no pop');
});

it('a queue gives the oldest element', () => {
  const ops: Drawn[] = [
    ['enqueue', 1],
    ['enqueue', 2],
  ];
  expect(told(fifoQueue(), ...ops, ['dequeue', 1])).toBe('{:pending [2]}');
  expect(told(fifoQueue(), ...ops, ['dequeue', null], ['dequeue', 2])).toBe('{:pending []}');
  expect(told(fifoQueue(), ...ops, ['dequeue', 2])).toBe("can't dequeue 2, the oldest is 1");
  expect(told(fifoQueue(), ['dequeue', 5])).toBe("can't dequeue 5 from empty queue");
  expect(told(fifoQueue(), ['dequeue', null])).toBe("can't dequeue nil from empty queue");
  expect(told(fifoQueue(), ...ops, ['drain', [1, 2]])).toBe('{:pending []}');
  expect(told(fifoQueue(), ...ops, ['drain', null])).toBe('{:pending []}');
  expect(told(fifoQueue(), ['drain', []])).toBe('{:pending []}');
  expect(told(fifoQueue(), ...ops, ['drain', [2, 1]])).toBe("can't drain [2 1] from [1 2]");
  expect(told(fifoQueue(), ...ops, ['drain', [1]])).toBe("can't drain [1] from [1 2]");
  expect(told(fifoQueue(), ['peek'])).toBe('a fifo-queue knows no peek');
});

it('an unordered queue gives any element, as often as it was enqueued', () => {
  const ops: Drawn[] = [
    ['enqueue', 1],
    ['enqueue', 2],
    ['enqueue', 2],
  ];
  expect(told(unorderedQueue(), ...ops, ['dequeue', 2], ['dequeue', 2])).toBe('{:pending [1]}');
  expect(told(unorderedQueue(), ...ops, ['dequeue', 1], ['dequeue', 1])).toBe(
    "can't dequeue 1, which is not in the queue",
  );
  expect(told(unorderedQueue(), ['dequeue', 1])).toBe("can't dequeue 1 from empty queue");
  expect(told(unorderedQueue(), ['peek'])).toBe('an unordered-queue knows no peek');
});

it('an unordered queue remembers what may be gone', () => {
  const ops: Drawn[] = [['enqueue', 1], ['enqueue', 2], ['dequeue'], ['enqueue', 3]];
  expect(told(unorderedQueue(), ...ops)).toBe('{:pending [3], :doubts [{:of [1 2], :taken 1}]}');
  expect(told(unorderedQueue(), ...ops, ['dequeue', 1])).toBe('{:pending [3]}');
  expect(told(unorderedQueue(), ...ops, ['dequeue', 1], ['dequeue', 2])).toBe(
    "can't dequeue 2, which is not in the queue",
  );
});

it('a counter is the sum of what was added', () => {
  expect(told(counter(), ['add', 5], ['increment'], ['decrement', 2], ['read', 4], ['read'])).toBe('{:value 4}');
  expect(told(counter(3), ['read', 4])).toBe("can't read 4 from counter 3");
  expect(told(counter(), ['add', 0.5])).toBe('a counter takes whole numbers, not 0.5');
  expect(told(counter(), ['add'])).toBe('a counter takes whole numbers, not nil');
  expect(told(counter(2 ** 53 - 1), ['increment'])).toBe('a counter ends at ±9007199254740991');
  expect(told(counter(), ['reset'])).toBe('a counter knows no reset');
});

it('an append-only list is read whole and in order', () => {
  const ops: Drawn[] = [
    ['append', 2],
    ['append', 1],
  ];
  expect(told(appendOnlyList(), ...ops, ['read', [2, 1]], ['read'])).toBe('{:elements [2 1]}');
  expect(told(appendOnlyList(), ...ops, ['read', [1, 2]])).toBe("can't read [1 2] from list [2 1]");
  expect(told(appendOnlyList(), ['read', [1]])).toBe("can't read [1] from list []");
  expect(told(appendOnlyList(), ['pop'])).toBe('an append-only-list knows no pop');
});
