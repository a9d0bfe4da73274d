/** What a person dropped or chose: a file as it is, or the history in a directory. */
import { chooseHistory, nameOfHistory } from '@/lib/history/store-files';

export interface ChosenFile {
  readonly file: File;
  /** Of the run, where the directories say more than the file. */
  readonly name?: string;
}

/** Files deeper than this are in no store, and more of them than this neither. */
const maxDepth = 4;
const maxFiles = 20_000;

interface Found {
  readonly path: string;
  readonly file: () => Promise<File>;
}

/** @throws Error that says what to hand in instead */
export async function chosenIn(files: readonly File[]): Promise<ChosenFile | undefined> {
  const [first] = files;
  if (!first) return undefined;
  if (first.webkitRelativePath === '') {
    if (files.length > 1) throw new Error('these are several files; hand in one, each becomes a run of its own');
    return { file: first };
  }
  return historyAmong(files.map((file) => ({ path: file.webkitRelativePath, file: async () => file })));
}

/** Must be called while the event is handled: the browser forgets what was dropped. @throws as `chosenIn` */
export function chosenInDrop({ items, files }: DataTransfer): Promise<ChosenFile | undefined> {
  const [entry, ...others] = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (others.length > 0 || !entry?.isDirectory) return chosenIn([...files]);
  return filesBelow(entry as FileSystemDirectoryEntry, maxDepth).then(historyAmong);
}

async function historyAmong(found: readonly Found[]): Promise<ChosenFile> {
  const chosen = chooseHistory(
    found.map(({ path }) => path),
    'the directory',
  );
  if (!chosen.ok) throw new Error(`${chosen.error.message}; ${chosen.error.cure}`);
  const history = found.find(({ path }) => path === chosen.value);
  if (!history) throw new Error('the directory has changed meanwhile; choose it again');
  return { file: await history.file(), name: nameOfHistory(history.path) };
}

async function filesBelow(directory: FileSystemDirectoryEntry, depth: number): Promise<readonly Found[]> {
  const reader = directory.createReader();
  const found: Found[] = [];
  for (;;) {
    // It hands out a hundred at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const entry of entries) {
      if (entry.isDirectory && depth > 1) {
        found.push(...(await filesBelow(entry as FileSystemDirectoryEntry, depth - 1)));
      } else if (entry.isFile) {
        const file = () => new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        found.push({ path: entry.fullPath.replace(/^\//, ''), file });
      }
    }
    if (found.length > maxFiles) throw new Error('the directory holds too many files; hand in that of one test');
  }
}
