/** Every file that can be made of a run: what can be taken along, and the report. */
import { reportText } from './report-file';
import { type ExportFormat, runExports } from './run-export';
import type { RunMaterial } from './run-material';

export type FileForm = ExportFormat | 'report';

/** @throws ClewError or AbsentFileError before the first piece */
export async function piecesOf(form: FileForm, material: RunMaterial): Promise<AsyncIterable<string | Uint8Array>> {
  return form === 'report' ? pieceOf(await reportText(material)) : runExports[form].write(material);
}

async function* pieceOf(text: string): AsyncGenerator<string> {
  yield text;
}
