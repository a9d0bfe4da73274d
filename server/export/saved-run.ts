/**
 * A run as one HTML file that opens from the disk: the page's own components and styles, which the build left in .build,
 * and the run as gzip under base64. It may load nothing from anywhere, and says so to the browser.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { assert } from '@/lib/base/assert';
import { escapeMarkup } from '@/lib/base/markup';
import type { Entry } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { encodeEntries, encodeRunHeader } from '@/lib/protocol/run-file';
import { ClewError } from '../base/failure';
import { packageRoot } from '../base/package-root';

/** What every saved run has in common. */
interface Parts {
  readonly script: string;
  readonly styles: string;
}

/** A file is handed on like a link: it is given what a guest may see. @throws ClewError where nothing was built */
export async function savedRun(
  run: RunSummary,
  pages: AsyncIterable<readonly Entry[]>,
  directory = join(packageRoot, '.build'),
): Promise<AsyncIterable<string>> {
  return pieces(run, pages, await readParts(directory));
}

async function* pieces(run: RunSummary, pages: AsyncIterable<readonly Entry[]>, parts: Parts): AsyncGenerator<string> {
  yield `${head(run, parts)}<script type="application/octet-stream" id="run-data">`;
  yield* base64(gzip(runLines(run, pages)));
  yield `</script>\n<script>${parts.script}</script>\n</body>\n</html>\n`;
}

async function readParts(directory: string): Promise<Parts> {
  try {
    const script = await readFile(join(directory, 'saved-run.js'), 'utf8');
    const styles = await readFile(join(directory, 'saved-run.css'), 'utf8');
    assert(!/<\/script|<!--/i.test(script) && !/<\/style/i.test(styles), 'a part that would end its own element');
    return { script, styles };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const failure = { message: `the page of a saved run is not in ${directory}`, cure: 'build it with npm run build' };
    throw new ClewError(failure, { cause: error });
  }
}

function head(run: RunSummary, { script, styles }: Parts): string {
  const title = escapeMarkup(run.plan.name);
  const sentence = escapeMarkup(run.sentence ?? '');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(styles)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${sentence}">
<title>${title} · Clew</title>
<style>${styles}</style>
</head>
<body>
<div id="page"></div>
<noscript><h1>${title}</h1><p>${sentence}</p><p>The timeline is drawn by a script, and scripts are switched off.</p></noscript>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

async function* runLines(run: RunSummary, pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  yield encodeRunHeader(run);
  for await (const page of pages) yield encodeEntries(page);
}

async function* gzip(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  const packer = createGzip({ level: 9 });
  // Where the run cannot be read the packer is destroyed with the reason, which reading from it then throws.
  const packed = pipeline(Readable.from(texts), packer).catch(() => undefined);
  yield* packer as AsyncIterable<Buffer>;
  await packed;
}

/** Three bytes make four letters, so what is left over waits for the next piece. */
async function* base64(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    yield bytes.toString('base64', 0, whole);
    rest = bytes.subarray(whole);
  }
  yield rest.toString('base64');
}
