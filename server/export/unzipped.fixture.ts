/** For tests: what is in a zip, read by another library than the one that wrote it. */
import { fromBuffer, type Entry as ZipEntry, type ZipFile } from 'yauzl';

/** By name, in the order of the zip. */
export async function unzipped(bytes: Buffer): Promise<ReadonlyMap<string, string>> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const texts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: ZipEntry) => {
      textOf(zip, entry).then((text) => {
        texts.set(entry.fileName, text);
        zip.readEntry();
      }, reject);
    });
    zip.once('end', resolve).once('error', reject);
    zip.readEntry();
  });
  return texts;
}

function textOf(zip: ZipFile, entry: ZipEntry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (text += piece));
      stream.once('end', () => resolve(text)).once('error', reject);
    });
  });
}
