/** Which of the files of a store of Jepsen is its history, and what a history is called by where it lay. */
import { err, ok, type Result } from '../base/result';

/** Names of histories in a store, the best first: what stands behind one says less. Only Clew writes both of the first. */
const storeNames = ['history.jsonl', 'history.edn', 'history.json', 'history.txt', 'jepsen.log'];
const endings = /\.(edn|jsonl|json|txt|log)$/i;

/** Why there is none to choose, and what to hand in. */
export interface ChoiceProblem {
  readonly message: string;
  readonly cure: string;
}

/** The one history among the names of files. @param where `the zip`, `the directory` */
export function chooseHistory(names: readonly string[], where: string): Result<string, ChoiceProblem> {
  const files = names.filter((name) => !/(^|\/)(__MACOSX|\.)/.test(name));
  for (const known of storeNames) {
    const found = files.filter((name) => lastPart(name) === known);
    if (found.length > 0) return onlyOne(found, where);
  }
  const others = files.filter((name) => endings.test(name) && lastPart(name) !== 'results.edn');
  if (others.length > 0) return onlyOne(others, where);
  if (files.some((name) => lastPart(name) === 'test.jepsen')) {
    return err({
      message: `${where} has a store file of Jepsen (test.jepsen) and no history beside it`,
      cure: 'hand in a directory with the history.edn that Jepsen wrote, or write one with its own tools',
    });
  }
  return err({
    message: `there is no history in ${where}`,
    cure: 'hand in one with a history.edn, a history.jsonl or another of the files that clew check reads',
  });
}

function onlyOne(found: readonly string[], where: string): Result<string, ChoiceProblem> {
  const [one] = found;
  if (found.length === 1 && one !== undefined) return ok(one);
  const named = found.slice(0, 3).join(', ');
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  return err({
    message: `${where} has ${found.length} histories: ${named}${more}`,
    cure: 'hand in one of them: each becomes a run of its own',
  });
}

/** `etcd 20190417T173816.000Z` of `store/etcd/20190417T173816.000Z/history.edn`; else the name of the file. */
export function nameOfHistory(path: string): string {
  const file = lastPart(path);
  const parents = path
    .split(/[/\\]/)
    .slice(0, -1)
    .filter((part) => !['', '.', '..', 'store'].includes(part));
  if (storeNames.includes(file) && parents.length > 0) return parents.slice(-2).join(' ');
  return file.replace(/\.(edn|jsonl|json|txt|log|zip)$/i, '');
}

/** Without directories, of whatever system. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}
