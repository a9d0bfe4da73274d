/**
 * Changes to a plan as a command line writes them: `client.readLevel=quorum`, `load.delaySeconds=0.1`,
 * `cluster.nodes=[{"name":"n1","host":"10.0.0.1"}]`. Values are JSON where they can be, and text otherwise.
 */
import { err, ok, type Result } from '../base/result';
import { fieldAt, type PlanField } from './fields';
import type { PlanIssue } from './issues';
import { unknownField } from './issues';

export type Tree = Readonly<Record<string, unknown>>;

/** The plan with the settings made, not yet validated; only the names of the fields were looked at. */
export function applySettings(plan: Tree, settings: readonly string[]): Result<Tree, readonly PlanIssue[]> {
  const issues: PlanIssue[] = [];
  let changed = plan;
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1) {
      issues.push({ path: setting, message: 'must be written path=value, such as client.readLevel=quorum' });
      continue;
    }
    const path = setting.slice(0, at).trim();
    const field = fieldAt(path);
    if (field) changed = withValue(changed, path.split('.'), readValue(setting.slice(at + 1), field)) as Tree;
    else issues.push(unknownField(path));
  }
  return issues.length === 0 ? ok(changed) : err(issues);
}

/** The plan with the values put at their paths, in their order; only the names of the fields were looked at. */
export function applyValues(plan: Tree, values: Tree): Result<Tree, readonly PlanIssue[]> {
  const unknown = Object.keys(values).filter((path) => !fieldAt(path));
  if (unknown.length > 0) return err(unknown.map(unknownField));
  return ok(
    Object.entries(values).reduce((tree, [path, value]) => withValue(tree, path.split('.'), value) as Tree, plan),
  );
}

/** The settings that lead from one plan to another; what both say needs no word. */
export function settingsBetween(from: Tree, to: Tree): readonly string[] {
  return differences(from, to, '');
}

function differences(from: unknown, to: unknown, path: string): readonly string[] {
  if (isTree(to) && (isTree(from) || from === undefined)) {
    return Object.entries(to).flatMap(([name, value]) =>
      differences(isTree(from) ? from[name] : undefined, value, path === '' ? name : `${path}.${name}`),
    );
  }
  if (to === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
  return [`${path}=${typeof to === 'string' ? written(to) : JSON.stringify(to)}`];
}

/** Text that would be read back as something else keeps its quotes. */
function written(text: string): string {
  return text.startsWith('"') ? JSON.stringify(text) : text;
}

/** What a text means as the value of a field; where there is no such field it stays text. */
export function settingValue(path: string, text: string): unknown {
  const field = fieldAt(path);
  return field ? readValue(text, field) : text;
}

function readValue(text: string, field: PlanField): unknown {
  if (field.isText && !text.startsWith('"')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function withValue(tree: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(tree)) return Object.assign([...tree], { [name]: withValue(tree[Number(name)], rest, value) });
  const group = isTree(tree) ? tree : {};
  return { ...group, [name]: withValue(group[name], rest, value) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
