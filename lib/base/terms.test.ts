import { describe, expect, test } from 'vitest';
import { glossary } from './glossary';
import { termNames, termsIn } from './terms';

describe('words in a text', () => {
  test('are found once each, whatever their letters', () => {
    expect(termsIn('Not linearizable; a linearizable register', ['linearizable'])).toEqual([
      { text: 'Not ' },
      { text: 'linearizable', term: 'linearizable' },
      { text: '; a linearizable register' },
    ]);
    expect(termsIn('Info, may happen later', ['info'])[0]).toEqual({ text: 'Info', term: 'info' });
  });

  test('are those that were asked for, as whole words', () => {
    expect(termsIn('a world of information', ['info'])).toEqual([{ text: 'a world of information' }]);
  });

  test('joined are the text', () => {
    for (const name of termNames) {
      const meaning = glossary[name];
      expect(
        termsIn(meaning, termNames)
          .map(({ text }) => text)
          .join(''),
      ).toBe(meaning);
    }
    expect(termsIn('', termNames)).toEqual([]);
  });
});

test('every meaning is a sentence', () => {
  for (const name of termNames) expect(glossary[name]).toMatch(/^[A-Z].*\.$/);
});
