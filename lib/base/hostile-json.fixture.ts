/** For tests: values as nobody writes them: every sign in texts and keys, and keys that look like a form of EDN. */
import fc from 'fast-check';
import type { Json } from './json';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\n', '\r', '\u2028', '\u2029', '\0', '\u202e', '\ud800', ' ', '#', '"', '\\', 'a'),
  }),
);

const key = fc.oneof(
  text,
  fc.constantFrom('#', '#{}', '# ', '#1', '#a b', "'", ':', '"\n"', '[\n]'),
  text.map((end) => `#${end}`),
);

export const hostileJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(text, fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 2 }),
  ),
})).value;
