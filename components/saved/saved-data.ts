/** The run that a saved file brings along: JSON lines under gzip and base64, in an element of the page. */
import { decodeRunFile, type RunFile } from '@/lib/protocol/run-file';

/** The element's id, which server/export writes. */
const dataId = 'run-data';

/** @throws where the file was cut off, or the browser cannot unpack it */
export async function readSavedRun(): Promise<RunFile> {
  const text = document.getElementById(dataId)?.textContent;
  if (!text) throw new Error('the file holds no run');
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return decodeRunFile(await new Response(unpacked).text());
}
