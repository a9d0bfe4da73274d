'use client';
/**
 * Code that a page does without until a part of it is opened. It is fetched when a hand comes near, and once it is there
 * the part is drawn at once; a lazy component of React shows its fallback for a moment even then.
 */
import { type ComponentType, createElement, useEffect, useState } from 'react';
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

/** A server that was started anew answers by then. */
const retryMs = 5_000;

/**
 * One that cannot be fetched is told, and asked for again while it is wanted.
 * @param isWanted whether it is to be drawn, or soon will be
 */
export function usePart<Props>(of: Deferred<Props>, isWanted: boolean): ComponentType<Props> | undefined {
  const [, setPart] = useState<ComponentType<Props>>();
  useEffect(() => {
    if (!isWanted || of.part) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const fetchIt = async (isFirst: boolean) => {
      try {
        const part = await of.fetch();
        setPart(() => part);
      } catch (error) {
        if (isLeft) return;
        if (isFirst) {
          console.error('a part of the page could not be fetched', error);
          announce(
            'A part of this page could not be fetched; it is tried again. If that does not help, reload the page.',
          );
        }
        timer = setTimeout(() => void fetchIt(false), retryMs);
      }
    };
    void fetchIt(true);
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [of, isWanted]);
  return of.part;
}

/** A component that is nothing until its code has come. */
export function deferred<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const of = new Deferred(load);
  return (given) => createElement(DeferredPart<Props>, { of, given });
}

function DeferredPart<Props extends object>({ of, given }: { readonly of: Deferred<Props>; readonly given: Props }) {
  const Part = usePart(of, true);
  return Part ? createElement(Part, given) : null;
}
