// @vitest-environment happy-dom
/** The form of an experiment by itself: what it offers, what it says of mistakes, and what comes of the choices. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { formOfPlan, planOfForm } from '@/lib/plan/form-plan';
import { planSchema } from '@/lib/plan/plan';
import { rendered } from '../ui/rendered.fixture';
import { ExperimentForm } from './experiment-form';

const plan = planOfForm(
  formOfPlan(planSchema.parse({ name: 'mine', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 3 })),
);

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });
const previewText = () => within(screen.getByRole('region', { name: 'Preview' })).getByRole('status').textContent;

function descriptionOf(element: HTMLElement): string {
  const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}

test('every combination of what is chosen is counted', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  expect(previewText()).toMatch(/^3 × 1 combinations: 3 runs, /);
  await user.click(box('In-memory register, leader'));
  await user.click(box('Pause processes: the leader'));
  await user.click(field('Another field'));
  await user.paste('load.concurrency');
  await user.click(field('Its values'));
  await user.paste('3, 5, 8');
  expect(previewText()).toMatch(/^2 × 2 × 3 combinations: 12 runs, /);
  expect([box('In-memory register, leader').checked, box('Pause processes: the leader').checked]).toEqual([
    false,
    true,
  ]);
});

test('the switch ends it at the first violation', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  expect(previewText()).toMatch(/3 runs, about /);
  await user.click(screen.getByRole('switch', { name: 'End at the first violation' }));
  expect(previewText()).toMatch(/3 runs, at most /);
});

test('a mistake stands beside its field and in the preview, until it is mended', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  const fill = async (name: string, text: string) => {
    await user.clear(field(name));
    await user.paste(text);
  };
  await fill('Repeats', 'many');
  expect(descriptionOf(field('Repeats'))).toMatch(/^Of each combination.* Must be a number$/);
  expect(previewText()).toContain('repeats must be a number');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Launch' }).disabled).toBe(true);
  await fill('Repeats', '2');
  expect(field('Repeats').getAttribute('aria-invalid')).toBe('false');
  await fill('Another field', 'load.speed');
  await fill('Its values', '1');
  expect(descriptionOf(field('Another field'))).toMatch(/not a field of a plan/i);
  await fill('Another field', 'load.concurrency');
  expect(field('Another field').getAttribute('aria-invalid')).toBe('false');
  expect(previewText()).toMatch(/^3 × 1 × 1 combinations, 2 times each: 6 runs, /);
});
