import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JuteError, JuteReader, JuteWriter, PacketSplitter } from './jute';

it('reads what it wrote', () => {
  fc.assert(
    fc.property(fc.integer(), fc.maxSafeInteger(), fc.uint8Array(), fc.string(), (int, long, bytes, text) => {
      const packet = new JuteWriter()
        .int(int | 0)
        .long(long)
        .bytes(Buffer.from(bytes))
        .text(text)
        .packet();
      const reader = new JuteReader(packet.subarray(4));
      expect(packet.readInt32BE()).toBe(packet.length - 4);
      expect([reader.int(), reader.long()]).toEqual([int | 0, long]);
      expect(reader.bytes()).toEqual(Buffer.from(bytes));
      expect(reader.bytes().toString()).toBe(text);
      expect(() => reader.int()).toThrow(JuteError);
    }),
  );
});

it('reads a value that is missing as an empty one', () => {
  expect(new JuteReader(new JuteWriter().int(-1).packet().subarray(4)).bytes()).toHaveLength(0);
});

it('finds the packets of a stream wherever its pieces end', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.nat(12)), (texts, cuts) => {
      const stream = Buffer.concat(texts.map((text) => new JuteWriter().text(text).packet()));
      const splitter = new PacketSplitter(1024 * 1024);
      const found: string[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const end = at + 1 + (cuts[turn % Math.max(1, cuts.length)] ?? 0);
        for (const packet of splitter.take(stream.subarray(at, end)))
          found.push(new JuteReader(packet).bytes().toString());
        at = end;
      }
      expect(found).toEqual(texts);
    }),
  );
});

it('does not wait for a packet that cannot be', () => {
  expect(() => new PacketSplitter(100).take(new JuteWriter().text('x'.repeat(200)).packet())).toThrow(JuteError);
  expect(() => new PacketSplitter(100).take(Buffer.from([255, 255, 255, 255]))).toThrow(JuteError);
});
