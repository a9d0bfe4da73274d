/** `clew export <run>`: a run as a file, from the server that has the data directory open, or from the directory itself. */
import { createWriteStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GuestView } from '@/lib/audience/guest-view';
import { printableText } from '@/lib/base/plain-text';
import { runFiles } from '@/lib/protocol/api/endpoints';
import { machineNames } from '../audience/machine-names';
import { type ExportFormat, type RunExport, runExports } from '../export/run-export';
import { guestMaterial } from '../export/run-material';
import { openWorkspace } from '../jobs/workspace';
import { ArgumentError } from './argument-error';
import { type ExperimentFormat, experimentFormats, experimentText } from './export-experiment';
import { findServer, RefusedError, type ServerClient } from './server-client';
import { exitCodes, type Terminal } from './terminal';

export interface ExportSettings<Format = ExportFormat | ExperimentFormat> {
  readonly format: Format;
  /** Without it, the standard output. */
  readonly output?: string;
  /** What is handed on shows addresses, users, ports and paths as well. */
  readonly places?: boolean;
  readonly data: string;
}

/** @throws ArgumentError where there is no such run, before anything is written */
export async function exportCommand(
  id: string,
  settings: ExportSettings,
  standard: Writable,
  { err }: Terminal,
): Promise<number> {
  const data = resolve(settings.data);
  if (settings.format === 'zip' && settings.output === undefined && isTerminal(standard))
    throw new ArgumentError('a zip is nothing for a screen; name a file with --output');
  const write = (pieces: AsyncIterable<string | Uint8Array>) => writePieces(pieces, settings.output, standard);
  if (isExperimentFormat(settings)) {
    await write(Readable.from([await experimentText(id, settings.format, data, err)]));
    return exitCodes.valid;
  }
  const client = await findServer(data, err);
  const ofRun = { ...settings, format: settings.format as ExportFormat };
  if (client) await write(await askServer(client, id, ofRun));
  else await readDirectory(data, id, ofRun, write);
  return exitCodes.valid;
}

function isExperimentFormat(settings: ExportSettings): settings is ExportSettings<ExperimentFormat> {
  return settings.format in experimentFormats;
}

async function askServer(
  client: ServerClient,
  id: string,
  { format, places = false }: ExportSettings<ExportFormat>,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await client.open(runFiles[format], { id }, places ? { places: 'shown' } : {});
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) throw new ArgumentError(error.reason);
    throw error;
  }
}

type Write = (pieces: AsyncIterable<string | Uint8Array>) => Promise<void>;

async function readDirectory(
  data: string,
  id: string,
  settings: ExportSettings<ExportFormat>,
  write: Write,
): Promise<void> {
  if (!existsSync(join(data, 'store'))) throw new ArgumentError(`there are no runs in ${data}; choose with --data`);
  const workspace = await openWorkspace({
    dataDirectory: data,
    openTestbed: () => Promise.reject(new Error('an export runs no test')),
  });
  try {
    const run = await workspace.runs.get(id);
    if (!run) throw new ArgumentError(`there is no run ${id} in ${data}`);
    const { records } = workspace.runs;
    const material = { run, pages: () => records.pages(id), logs: () => records.collectedLogs(id) };
    const form: RunExport = runExports[settings.format];
    if (form.isOfFinished && run.phase !== 'done') throw new ArgumentError('the run is not over yet');
    if (!form.isHandedOn) return await write(await form.write(material));
    const view = new GuestView([run.plan], { showsPlaces: settings.places ?? false }, machineNames(data));
    await write(await form.write(guestMaterial({ ...material, run: view.summary(run) }, view.input)));
  } finally {
    await workspace.close();
  }
}

/** As fast as they are taken, so that a history of any length passes through. */
function writePieces(
  pieces: AsyncIterable<string | Uint8Array>,
  output: string | undefined,
  standard: Writable,
): Promise<void> {
  if (output === undefined)
    return pipeline(isTerminal(standard) ? printable(pieces) : pieces, standard, { end: false });
  return pipeline(pieces, createWriteStream(output));
}

function isTerminal(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

/** A file is as it is; on a screen nothing of it moves the cursor. */
async function* printable(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    yield printableText(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }));
  }
}
