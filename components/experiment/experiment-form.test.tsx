// @vitest-environment happy-dom
/** The form of an experiment by itself: what it offers, what it says of mistakes, and what comes of the choices. */
import { fireEvent, screen, within } from '@testing-library/react';
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
  const { user, visited } = rendered(<ExperimentForm plan={plan} seed={9} />);
  const fill = async (name: string, text: string) => {
    await user.clear(field(name));
    await user.paste(text);
  };
  await fill('Repeats', 'many');
  expect(descriptionOf(field('Repeats'))).toMatch(/^Of each combination.* Must be a number$/);
  expect(previewText()).toContain('repeats must be a number');
  await user.click(screen.getByRole('button', { name: 'Runs' }));
  await user.click(screen.getByRole('button', { name: 'Launch' }));
  expect(document.activeElement).toBe(field('Repeats'));
  expect(visited).toEqual([]);
  await fill('Repeats', '2');
  expect(field('Repeats').getAttribute('aria-invalid')).toBe('false');
  await fill('Another field', 'load.speed');
  await fill('Its values', '1');
  expect(descriptionOf(field('Another field'))).toMatch(/not a field of a plan/i);
  await fill('Another field', 'load.concurrency');
  expect(field('Another field').getAttribute('aria-invalid')).toBe('false');
  expect(previewText()).toMatch(/^3 × 1 × 1 combinations, 2 times each: 6 runs, /);
});

const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });
const json = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'The experiment as JSON' });
const summaryOf = (name: string) => descriptionOf(screen.getByRole('button', { name }));

test('a section says in one line what stands in it, and how much of it is wrong', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  expect(summaryOf('Test')).toMatch(/^5 clients, 1 operation a second each, /);
  expect(summaryOf('Axes')).toMatch(/^reads: .*; faults: Partition into random halves$/);
  expect(summaryOf('Runs')).toBe('mine; each combination once; seed 9');
  await user.clear(field('Repeats'));
  expect(summaryOf('Runs')).toBe('1 field cannot be read');
});

test('that nothing varies is said', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  for (const name of ['Local', 'Leader', 'Quorum']) await user.click(box(`In-memory register, ${name.toLowerCase()}`));
  await user.click(box('Partition into random halves'));
  expect(previewText()).toMatch(/^Nothing varies yet: 1 run, /);
});

test('a preset is chosen with its summary and what came of it', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  expect(radio('Your test').checked).toBe(true);
  await user.click(radio('Three kinds of read'));
  expect(descriptionOf(radio('Three kinds of read'))).toMatch(
    /the reads of etcd and of Consul.*One run of each: .*nothing in the nine others$/,
  );
  expect(previewText()).toMatch(/^6 × 2 combinations: 12 runs/);
  await user.click(screen.getByRole('button', { name: 'Copy as command' }));
  expect(await navigator.clipboard.readText()).toBe('npx clew run three-reads --set seed=9');
});

test('a document that is pasted is what will be launched, until something else is chosen', async () => {
  const { user } = rendered(<ExperimentForm plan={plan} seed={9} />);
  await user.click(screen.getByRole('button', { name: 'JSON' }));
  const document = JSON.parse(json().value);
  const pasted = {
    ...document,
    axes: [{ name: 'clients', values: [3, 5, 8].map((n) => ({ set: { 'load.concurrency': n } })) }],
  };
  fireEvent.change(json(), { target: { value: JSON.stringify(pasted) } });
  expect(previewText()).toMatch(/^3 combinations: 3 runs, /);
  expect(radio('Your test').checked).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Copy as command' }));
  expect(await navigator.clipboard.readText()).toMatch(
    /^printf %s '\{"version":2,"name":"mine",.*\}' \| npx clew run -$/,
  );

  fireEvent.change(json(), { target: { value: '{"name": "x",\n"plan": {}' } });
  expect(descriptionOf(json())).toContain('Line 2: column 11: a comma or } should stand here');
  expect(previewText()).toMatch(/^3 combinations: 3 runs, /);
  await user.click(screen.getByRole('button', { name: 'Launch' }));
  expect(window.document.activeElement).toBe(json());
  await user.click(radio('Your test'));
  expect(previewText()).toMatch(/^3 × 1 combinations: 3 runs, /);
});
