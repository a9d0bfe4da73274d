'use client';
/** Which sections of the form are open. One in which something is wrong opens by itself, once each time that happens. */
import { useState } from 'react';
import { planSections, sectionAt } from '@/lib/plan/sections';
import type { FormIssue } from './form-issues';

type SectionName = (typeof planSections)[number]['name'];

export interface Sections {
  isOpen(name: SectionName): boolean;
  /** Of its fields. */
  wrongIn(name: SectionName): number;
  toggle(name: SectionName, isOpen: boolean): void;
  /** Opens those in which the fields stand. */
  openFor(paths: readonly string[]): void;
  readonly hasAll: boolean;
  toggleAll(): void;
}

const names = planSections.map(({ name }) => name);

export function useSections(issues: readonly FormIssue[]): Sections {
  const [open, setOpen] = useState<ReadonlySet<SectionName>>(new Set());
  const wrongIn = (name: SectionName) => issues.filter(({ path }) => sectionAt(path)?.name === name).length;
  const wrong = names.filter((name) => wrongIn(name) > 0);
  const [wrongBefore, setWrongBefore] = useState<readonly SectionName[]>([]);
  if (wrong.join() !== wrongBefore.join()) {
    setWrongBefore(wrong);
    setOpen(new Set([...open, ...wrong.filter((name) => !wrongBefore.includes(name))]));
  }
  const hasAll = names.every((name) => open.has(name));
  return {
    isOpen: (name) => open.has(name),
    wrongIn,
    toggle: (name, isOpen) =>
      setOpen(new Set(isOpen ? [...open, name] : names.filter((n) => n !== name && open.has(n)))),
    openFor: (paths) =>
      setOpen((before) => new Set([...before, ...paths.flatMap((path) => sectionAt(path)?.name ?? [])])),
    hasAll,
    toggleAll: () => setOpen(new Set(hasAll ? [] : names)),
  };
}
