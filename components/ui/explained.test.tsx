// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { glossary } from '@/lib/base/glossary';
import { Explained } from './explained';
import { rendered } from './rendered.fixture';

const meaning = () => screen.queryByText(glossary.linearizable);

function open() {
  const hands = rendered(
    <h2>
      <Explained terms={['linearizable']}>Not linearizable</Explained>
    </h2>,
  );
  return { ...hands, word: screen.getByRole('button', { name: 'linearizable' }) };
}

test('the text reads as it did', () => {
  open();
  expect(screen.getByRole('heading').textContent).toBe('Not linearizable');
});

test('a word explains itself by keyboard, and Escape puts that away', async () => {
  const { user } = open();
  await user.tab();
  await user.keyboard('{Enter}');
  await expect.poll(meaning).not.toBeNull();
  await user.keyboard('{Escape}');
  expect(meaning()).toBeNull();
});

test('a mouse that rests on the word sees the meaning, also if it clicks', async () => {
  const { user, word } = open();
  await user.hover(word);
  await expect.poll(meaning).not.toBeNull();
  await user.click(word);
  expect(meaning()).not.toBeNull();
  await user.unhover(word);
  expect(meaning()).toBeNull();
});

test('a tap shows it, and a tap elsewhere puts it away', async () => {
  const { user, word } = open();
  await user.pointer({ keys: '[TouchA]', target: word });
  await expect.poll(meaning).not.toBeNull();
  await user.pointer({ keys: '[TouchA]', target: document.body });
  await expect.poll(meaning).toBeNull();
});
