import { expect, test } from 'vitest';
import { batchOf, chunksOf } from './entry-batch';

const chunks = [
  { from: 4, count: 2, bytes: Uint8Array.of(1, 2, 3) },
  { from: 6, count: 1, bytes: Uint8Array.of() },
  { from: 7, count: 5, bytes: Uint8Array.of(9) },
];

test('chunks come out of a batch as they went in, also when a browser brings the bytes', () => {
  const batch = batchOf('r', chunks);
  expect(chunksOf(batch)).toEqual(chunks);
  expect(chunksOf({ ...batch, bytes: batch.bytes.buffer as unknown as Uint8Array })).toEqual(chunks);
  expect(chunksOf(batchOf('r', []))).toEqual([]);
});
