import { expect, test } from 'vitest';
import { BusyError } from './busy';
import { Places } from './places';

const options = {
  busyMessage: 'as many as it can',
  retryAfterSeconds: 3,
  atOnce: { all: 2, guests: 1 },
  waiting: { all: 3, guests: 2 },
};
const guest = { isGuest: true };
const operator = { isGuest: false };

test('guests wait for the place that they may take, and an operator finds the other one free', async () => {
  const places = new Places(options);
  const entered: string[] = [];
  const enter = async (name: string, candidate: typeof guest) => {
    const leave = await places.enter(candidate);
    entered.push(name);
    return leave;
  };
  const first = await enter('guest 1', guest);
  const second = enter('guest 2', guest);
  const busy = await enter('operator 1', operator);
  expect(entered).toEqual(['guest 1', 'operator 1']);
  const third = enter('operator 2', operator);
  first();
  first();
  (await third)();
  (await second)();
  busy();
  expect(entered).toEqual(['guest 1', 'operator 1', 'operator 2', 'guest 2']);
});

test('a full queue refuses, guests before operators', async () => {
  const places = new Places(options);
  const ignored = () => undefined;
  await places.enter(operator);
  await places.enter(guest);
  for (const _ of [1, 2]) places.enter(guest).catch(ignored);
  const refusal = await places.enter(guest).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(BusyError);
  expect(refusal).toMatchObject({ message: 'as many as it can', retryAfterSeconds: 3 });
  places.enter(operator).catch(ignored);
  await expect(places.enter(operator)).rejects.toThrow(BusyError);
});

test('work that is not wanted any more leaves the queue', async () => {
  const places = new Places(options);
  const leave = await places.enter(guest);
  const gone = new AbortController();
  const waiting = places.enter({ ...guest, signal: gone.signal });
  gone.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  const next = places.enter(guest);
  leave();
  await next;
});
