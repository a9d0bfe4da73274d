/** Saves something that the page made itself, under a name, as if it had been downloaded. */

/** A browser reads the address when it gets to it; one that was taken back by then saves nothing. */
const addressLifeMs = 60_000;

export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), addressLifeMs);
}

/** `stale-read-of-2014-k3v9x2m4qp.png`: no character that a file system or a shell trips over. */
export function fileNameOf(name: string, id: string, ending: string): string {
  return `${`${name}-${id}`.replace(/[^\w.-]+/g, '-')}.${ending}`;
}

export function runFileName(run: { readonly id: string; readonly plan: { readonly name: string } }, ending: string) {
  return fileNameOf(run.plan.name, run.id, ending);
}
