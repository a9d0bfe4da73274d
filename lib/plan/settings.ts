/**
 * Changes to a plan as a command line writes them: `client.readLevel=quorum`, `load.delaySeconds=0.1`,
 * `cluster.nodes=[{"name":"n1","host":"10.0.0.1"}]`. Values are JSON where they can be, and text otherwise.
 */
import { err, ok, type Result } from '../base/result';
import { fieldAt, type PlanField } from './fields';
import type { PlanIssue } from './issues';
import { unknownField } from './issues';
import { chosenShape, discriminatorOf, fitted, planShape, type Shape, shapeAt } from './shape';
import { isTree, type Tree } from './tree';
import { settingsFrom1 } from './upgrade';

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
    for (const [name, value] of settingsOf(path, setting.slice(at + 1))) {
      if (fieldAt(name)) changed = changedAt(changed, name, value);
      else issues.push(unknownField(name));
    }
  }
  return issues.length === 0 ? ok(changed) : err(issues);
}

/** The plan with the values put at their paths, in their order; only the names of the fields were looked at. */
export function applyValues(plan: Tree, values: Tree): Result<Tree, readonly PlanIssue[]> {
  const unknown = Object.keys(values).filter((path) => !fieldAt(path));
  if (unknown.length > 0) return err(unknown.map(unknownField));
  return ok(Object.entries(values).reduce((tree, [path, value]) => changedAt(tree, path, value), plan));
}

/** Paths of version 1 are still understood, because they stand in scripts. */
function settingsOf(path: string, text: string): readonly (readonly [string, unknown])[] {
  const field = fieldAt(path);
  if (field) return [[path, readValue(text, field)]];
  return Object.entries(settingsFrom1({ [path]: readValue(text, { path, isText: false }) }, {}));
}

/** Choosing something else in a group, as `workload.name`, drops what only the choice before had. */
function changedAt(before: Tree, path: string, value: unknown): Tree {
  const [top = '', ...inner] = path.split('.');
  const usual = planShape.properties?.[top]?.default;
  // A part of a group that the plan does not speak of is a part of what the plan has without speaking of it.
  const plan =
    inner.length > 0 && before[top] === undefined && usual !== undefined ? { ...before, [top]: usual } : before;
  const changed = withValue(plan, path.split('.'), value) as Tree;
  const group = path.slice(0, path.lastIndexOf('.'));
  const shape = group === path ? undefined : shapeAt(group, changed);
  const isChoice = shape !== undefined && discriminatorOf(shape) === path.slice(group.length + 1);
  return isChoice ? (withValue(changed, group.split('.'), fitted(shape, valueAt(changed, group))) as Tree) : changed;
}

function valueAt(tree: unknown, path: string): unknown {
  return path.split('.').reduce((value, name) => (value as Tree | undefined)?.[name], tree);
}

/** The settings that lead from one plan to another; what both say needs no word. */
export function settingsBetween(from: Tree, to: Tree): readonly string[] {
  return differences(from, to, '', planShape);
}

function differences(from: unknown, to: unknown, path: string, shape: Shape | undefined): readonly string[] {
  const isGroup = isTree(to) && (from === undefined || (isTree(from) && !hasLess(from, to, shape)));
  const isSameList = Array.isArray(to) && Array.isArray(from) && to.length === from.length && to.every(isTree);
  if (isGroup || isSameList) {
    const chosen = shape && chosenShape(shape, to);
    return Object.entries(to).flatMap(([name, value]) =>
      differences(
        (from as Tree | undefined)?.[name],
        value,
        path === '' ? name : `${path}.${name}`,
        chosen?.items ?? chosen?.properties?.[name],
      ),
    );
  }
  if (to === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
  return [`${path}=${typeof to === 'string' ? written(to) : JSON.stringify(to)}`];
}

/** Whether fields would have to go, for which no setting can be written; those of another choice go with it. */
function hasLess(from: Tree, to: Tree, shape: Shape | undefined): boolean {
  const discriminator = shape && discriminatorOf(shape);
  const isOther = discriminator !== undefined && from[discriminator] !== to[discriminator];
  const known = isOther ? chosenShape(shape ?? {}, to)?.properties : undefined;
  return Object.keys(from).some(
    (name) => from[name] !== undefined && to[name] === undefined && (!known || known[name] !== undefined),
  );
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
  if (tree === undefined && /^\d+$/.test(name)) return withValue([], [name, ...rest], value);
  const group = isTree(tree) ? tree : {};
  return { ...group, [name]: withValue(group[name], rest, value) };
}
