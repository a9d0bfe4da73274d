/**
 * The nodes side by side, a line a check, and below it what is wrong with which node and what to run:
 *
 *                 n1          n2
 *     Reachable   yes         no answer !
 *     Host key    known       –
 *
 *     ! n2, Reachable: 10.0.0.2:22: no connection within 5 s
 *         ping -c 3 10.0.0.2
 */
import { aligned } from '../base/aligned';
import { type CheckState, checkNames, checkTitles, type NodeExamination, troublesOf } from './report';

/** Nine nodes fit on a wide screen; what is longer is told in full below. */
const maxCellLength = 22;

const signs: Readonly<Record<CheckState, string>> = { good: '', warn: ' ?', bad: ' !', skipped: '' };

export function examinationTable(nodes: readonly NodeExamination[]): readonly string[] {
  const lines = checkNames.map((check) => [checkTitles[check], ...nodes.map((node) => cellOf(node, check))]);
  return aligned([['', ...nodes.map(({ name }) => name)], ...lines]);
}

export function troubleLines(nodes: readonly NodeExamination[]): readonly string[] {
  return troublesOf(nodes).flatMap(({ node, row: { check, state, detail, cure } }) => [
    `${state === 'bad' ? '!' : '?'} ${node}, ${checkTitles[check]}: ${detail}`,
    ...(cure === undefined ? [] : [`    ${cure}`]),
  ]);
}

function cellOf({ rows }: NodeExamination, check: (typeof checkNames)[number]): string {
  const row = rows.find((each) => each.check === check);
  if (!row) return '–';
  const brief = row.brief.replaceAll('\n', ' ');
  const cut = brief.length <= maxCellLength ? brief : `${brief.slice(0, maxCellLength - 1)}…`;
  return `${cut}${signs[row.state]}`;
}
