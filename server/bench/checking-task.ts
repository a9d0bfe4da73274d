/** The histories that the checker's figures are about, made from a seed and a few numbers. */
import { type LargeShape, largeHistory } from '@/lib/checker/linearizable/testing/large-history.fixture';
import { withStaleRead, withUnwrittenRead } from '@/lib/checker/linearizable/testing/wrong-read.fixture';
import type { Task } from './judged';

/** A correct history, or one with a wrong read at this share of it. */
export type Content = { readonly kind: 'valid' } | { readonly kind: 'stale' | 'never written'; readonly place: number };

export interface Subject extends Pick<LargeShape, 'operations' | 'clients' | 'crashed' | 'maxCrashed'> {
  readonly content: Content;
}

/** The register holds one of so many values. */
export const values = 5;

export const valid: Content = { kind: 'valid' };

/** Near the end of the history. */
export const staleLate: Content = { kind: 'stale', place: 0.95 };

/** A history too short to have a read at that place stays correct. */
export function taskOf(seed: string, { content, ...shape }: Subject): Task {
  const history = largeHistory(seed, { ...shape, values, mix: 'thirds' });
  if (content.kind === 'valid') return { history, known: 'valid' };
  const { place } = content;
  const wrong = content.kind === 'stale' ? withStaleRead(history, place) : withUnwrittenRead(history, place, values);
  return wrong
    ? { history: wrong.history, known: wrong.isCertain ? 'invalid' : 'either' }
    : { history, known: 'valid' };
}

/** Histories tried for one whose stale read is beyond doubt. Longer ones take too long to make. */
const certaintyTries = 100;
const certaintyOperations = 10_000;

/** As `taskOf`, of another seed where that makes certain what the verdict must be. */
export function certainTaskOf(seed: string, subject: Subject): Task {
  const first = taskOf(seed, subject);
  if (subject.operations > certaintyOperations) return first;
  let task = first;
  for (let tries = 1; task.known === 'either' && tries < certaintyTries; tries++) {
    task = taskOf(`${seed}/${tries}`, subject);
  }
  return task.known === 'either' ? first : task;
}

/** `100,000 ops, 10 clients, 1 % crashed, stale at 95 %` */
export function nameOf({ operations, clients, crashed, content }: Subject): string {
  const crash = crashed === 0 ? 'no crash' : `${crashed * 100} % crashed`;
  const what = content.kind === 'valid' ? 'valid' : `${content.kind} at ${content.place * 100} %`;
  return `${operations.toLocaleString('en')} ops, ${clients} clients, ${crash}, ${what}`;
}
