/** Figures as a plain table, columns as wide as their widest cell. */
import type { Figure } from './figure';

const header = ['name', 'figure', 'comparison'] as const;

export function tableText(figures: readonly Figure[]): string {
  const rows = [header, ...figures.map(({ name, figure, comparison }) => [name, figure, comparison] as const)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n');
}
