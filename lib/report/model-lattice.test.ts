import { expect, test } from 'vitest';
import { consistencyModels, implies, violatedFrom } from '../checker/transactions/consistency';
import { type JudgedModels, latticePicture, latticeWords } from './model-lattice';

const skewed: JudgedModels = {
  asked: 'serializable',
  isKept: false,
  violated: violatedFrom(['snapshot-isolation', 'repeatable-read']),
};
const kept: JudgedModels = { asked: 'read-committed', isKept: true, violated: violatedFrom(['serializable']) };

test('each model stands once, below all that are stronger, and beside the others', () => {
  const { list, width, height } = latticePicture(skewed);
  const frames = list.flatMap((command) => (command.kind === 'frame' ? [command] : []));
  const texts = list.flatMap((command) => (command.kind === 'text' ? [command] : []));
  expect(texts.map(({ text }) => text.replace('✗ ', ''))).toEqual(
    consistencyModels.map((model) => model.replaceAll('-', ' ')),
  );
  for (const [i, one] of frames.entries()) {
    expect(one.x >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
    for (const [k, other] of frames.entries()) {
      if (i === k) continue;
      const [model, weaker] = [consistencyModels[i], consistencyModels[k]];
      if (model && weaker && implies(model, weaker)) expect(one.y).toBeLessThan(other.y);
      const isBeside = one.x + one.width < other.x || other.x + other.width < one.x;
      expect(one.y !== other.y || isBeside, `${model} and ${weaker}`).toBe(true);
    }
  }
});

test('what is ruled out is full, what falls with it framed, and what was asked for has a thicker frame', () => {
  const drawn = (judged: JudgedModels) => {
    const { list } = latticePicture(judged);
    const full = list.flatMap((each) => (each.kind === 'fill' && each.opacity !== undefined ? [each.ink] : []));
    const frames = list.flatMap((each) => (each.kind === 'frame' ? [each] : []));
    return { full, inks: frames.map(({ ink }) => ink), thick: frames.findIndex(({ lineWidth }) => lineWidth > 1) };
  };
  const { full, inks, thick } = drawn(skewed);
  expect(full).toEqual(['invalid', 'invalid']);
  expect(consistencyModels.filter((_, i) => inks[i] === 'invalid')).toEqual(
    consistencyModels.filter((model) => [...skewed.violated.not, ...skewed.violated.alsoNot].includes(model)),
  );
  expect(consistencyModels[thick]).toBe('serializable');
  expect(consistencyModels.filter((_, i) => drawn(kept).inks[i] === 'ok')).toEqual([
    'read-committed',
    'read-uncommitted',
  ]);
});

test('the picture is told in words', () => {
  expect(latticeWords(kept)).toBe(
    'Ruled out: serializable. Fallen with that: strict serializable and strong session serializable. Kept: read committed and read uncommitted. Not ruled out: strong snapshot isolation, strong session snapshot isolation, causal, snapshot isolation, repeatable read, read atomic, consistent view, monotonic atomic view, cursor stability, strong read committed, strong session read committed, strong read uncommitted and strong session read uncommitted.',
  );
  expect(latticePicture(kept).label).toBe(latticeWords(kept));
});
