// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { glossary } from '@/lib/base/glossary';
import { faults } from '@/lib/catalog/faults/registry';
import { systems } from '@/lib/catalog/systems/registry';
import { workloads } from '@/lib/catalog/workloads/registry';
import { namedCheckers } from '@/lib/checker/names';
import { rendered } from '../ui/rendered.fixture';
import { HelpPage } from './help-page';

test('everything that can be chosen is explained, in the words of the catalog', () => {
  rendered(<HelpPage />);
  const text = document.body.textContent ?? '';
  const expected = [
    ...systems.flatMap(({ title, summary, readLevels }) => [
      title,
      summary,
      ...readLevels.map(({ promise }) => promise),
    ]),
    ...[...workloads, ...faults].flatMap(({ title, summary }) => [title, summary]),
    ...Object.entries(namedCheckers).flatMap(([name, { summary }]) => [name, summary]),
    ...Object.values(glossary),
  ];
  for (const words of expected) expect(text).toContain(words);
});

test('every link on the page leads to a heading, and no two places have one name', () => {
  rendered(<HelpPage />);
  const links = within(screen.getByRole('navigation', { name: 'On this page' })).getAllByRole('link');
  for (const link of links) {
    const place = document.querySelector(link.getAttribute('href') ?? '');
    expect(place?.textContent).toBe(link.textContent);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
