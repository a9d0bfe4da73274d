'use client';
/**
 * Code that a page does without until a part of it is opened. It is fetched when a hand comes near, and once it is there
 * the part is drawn at once; a lazy component of React shows its fallback for a moment even then.
 */
import { type ComponentType, useEffect, useState } from 'react';
import { announce } from './status-region';

export class Deferred<Props> {
  readonly #load: () => Promise<ComponentType<Props>>;
  #coming: Promise<ComponentType<Props>> | undefined;
  #part: ComponentType<Props> | undefined;

  constructor(load: () => Promise<ComponentType<Props>>) {
    this.#load = load;
  }

  /** Undefined until it has come. */
  get part(): ComponentType<Props> | undefined {
    return this.#part;
  }

  fetch(): Promise<ComponentType<Props>> {
    this.#coming ??= this.#load().then(
      (part) => {
        this.#part = part;
        return part;
      },
      (error: unknown) => {
        this.#coming = undefined;
        throw error;
      },
    );
    return this.#coming;
  }

  /** Ahead of its time; what fails is told when it is wanted. */
  readonly prepare = (): void => {
    this.fetch().catch(() => undefined);
  };
}

/** @param isWanted whether it is to be drawn, or soon will be */
export function usePart<Props>(deferred: Deferred<Props>, isWanted: boolean): ComponentType<Props> | undefined {
  const [, setPart] = useState<ComponentType<Props>>();
  useEffect(() => {
    if (!isWanted || deferred.part) return;
    deferred.fetch().then(
      (part) => setPart(() => part),
      (error: unknown) => {
        console.error('a part of the page could not be fetched', error);
        announce('A part of this page could not be fetched. Is the server still running? Then reload the page.');
      },
    );
  }, [deferred, isWanted]);
  return deferred.part;
}
