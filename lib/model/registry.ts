/** The models there are. To add one, add its file and one line here; the form and the command line pick it up. */
import type { Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { appendOnlyList } from './append-only-list';
import { casRegister } from './cas-register';
import { counter } from './counter';
import { fencedMutex } from './fenced-mutex';
import { fifoQueue } from './fifo-queue';
import { InitialStateError } from './initial';
import type { Model } from './model';
import { multiRegister } from './multi-register';
import { mutex } from './mutex';
import { reentrantFencedMutex } from './reentrant-fenced-mutex';
import { reentrantMutex } from './reentrant-mutex';
import { register } from './register';
import { set } from './set';
import { text } from './text';
import { unorderedQueue } from './unordered-queue';
import { versionedRegister } from './versioned-register';

/** Null as initial is where the model starts by itself; an initial that it cannot start with throws an InitialStateError. */
export const models: Readonly<Record<string, (initial?: Json) => Model>> = {
  register,
  'cas-register': casRegister,
  'versioned-register': versionedRegister,
  'multi-register': multiRegister,
  mutex,
  'reentrant-mutex': reentrantMutex,
  'fenced-mutex': fencedMutex,
  'reentrant-fenced-mutex': reentrantFencedMutex,
  set,
  'fifo-queue': fifoQueue,
  'unordered-queue': unorderedQueue,
  counter,
  'append-only-list': appendOnlyList,
  text,
};

export const modelNames: readonly string[] = Object.keys(models);

/** A model by its name, or nothing. Safe for names that came from outside, not for initial states; see `modelFrom`. */
export function findModel(name: string, initial: Json): Model | undefined {
  return Object.hasOwn(models, name) ? models[name]?.(initial) : undefined;
}

/** A model by its name, with the initial state that somebody asked for, or a sentence that says what is wrong with them. */
export function modelFrom(name: string, initial: Json): Result<Model, string> {
  try {
    const model = findModel(name, initial);
    return model ? ok(model) : err(`there is no model ${name}; choose one of ${Object.keys(models).join(', ')}`);
  } catch (error) {
    if (error instanceof InitialStateError) return err(error.message);
    throw error;
  }
}
