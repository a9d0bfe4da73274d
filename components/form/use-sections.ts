'use client';
/** Which sections of a form are open. One in which something is wrong opens by itself, once each time that happens. */
import { useState } from 'react';

export interface Sections<Name extends string> {
  isOpen(name: Name): boolean;
  /** How many of its fields cannot be read. */
  wrongIn(name: Name): number;
  toggle(name: Name, isOpen: boolean): void;
  /** Opens those in which the fields stand. */
  openFor(paths: readonly string[]): void;
  readonly hasAll: boolean;
  toggleAll(): void;
}

interface SectionsOptions<Name extends string> {
  /** In their order on the page. */
  readonly names: readonly Name[];
  /** Before anything was pressed. */
  readonly open?: readonly Name[];
  readonly sectionAt: (path: string) => Name | undefined;
  /** Paths of the fields that cannot be read. */
  readonly wrong: readonly string[];
}

export function useSections<Name extends string>(options: SectionsOptions<Name>): Sections<Name> {
  const { names, sectionAt } = options;
  const [open, setOpen] = useState<ReadonlySet<Name>>(new Set(options.open));
  const wrongIn = (name: Name) => options.wrong.filter((path) => sectionAt(path) === name).length;
  const wrong = names.filter((name) => wrongIn(name) > 0);
  const [wrongBefore, setWrongBefore] = useState<readonly Name[]>([]);
  if (wrong.join() !== wrongBefore.join()) {
    setWrongBefore(wrong);
    setOpen(new Set([...open, ...wrong.filter((name) => !wrongBefore.includes(name))]));
  }
  const hasAll = names.every((name) => open.has(name));
  return {
    isOpen: (name) => open.has(name),
    wrongIn,
    toggle: (name, isOpen) => {
      const others = [...open].filter((other) => other !== name);
      setOpen(new Set(isOpen ? [...others, name] : others));
    },
    openFor: (paths) => setOpen((before) => new Set([...before, ...paths.flatMap((path) => sectionAt(path) ?? [])])),
    hasAll,
    toggleAll: () => setOpen(new Set(hasAll ? [] : names)),
  };
}
