import { afterEach, expect, test } from 'vitest';
import type { Op } from '@/lib/history/op';
import { blockOf } from '@/lib/protocol/block-builder';
import { encodeBlock, entriesOf } from '@/lib/protocol/entry-block';
import { Unpacker } from './unpacker';

const unpacker = new Unpacker();

afterEach(() => unpacker.close());

function opsFrom(from: number): readonly Op[] {
  return Array.from({ length: 100 }, (_, at): Op => {
    return { index: from + at, time: (from + at) * 1e6, process: at % 5, type: 'invoke', f: 'write', value: at };
  });
}

async function gzip(content: string | Uint8Array): Promise<Uint8Array> {
  const stream = new Response(content as BodyInit).body?.pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const packed = (ops: readonly Op[]) => gzip(encodeBlock(blockOf(ops)));
const packedAsLines = (ops: readonly Op[]) => gzip(ops.map((op) => JSON.stringify(op)).join('\n'));

test('chunks are unpacked in their order, those of an older version too', async () => {
  const stretches = [opsFrom(0), opsFrom(100), opsFrom(200)] as const;
  const blocks = await unpacker.unpack([
    await packed(stretches[0]),
    await packedAsLines(stretches[1]),
    await packed(stretches[2]),
  ]);
  expect(blocks.map(entriesOf)).toEqual(stretches);
});

test('nothing is unpacked to nothing', async () => {
  expect(await unpacker.unpack([])).toEqual([]);
});

test('bytes that were cut short, changed, or are no chunk are refused', async () => {
  const whole = await packed(opsFrom(0));
  const longer = new Uint8Array(whole);
  new DataView(longer.buffer).setUint32(longer.length - 4, 1, true);
  for (const bytes of [whole.subarray(0, whole.length - 20), whole.subarray(0, 3), new Uint8Array(), longer]) {
    await expect(unpacker.unpack([bytes])).rejects.toThrow();
  }
});
