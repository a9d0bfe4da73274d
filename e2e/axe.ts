/** What axe finds wrong on a page, a line for each rule that is broken. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

interface Options {
  /** Alone, where nothing else can have changed since the page was looked at. */
  readonly onlyColours?: boolean;
  /** The parts, as selectors, that have changed since the whole page was looked at; without them the whole page. */
  readonly within?: readonly string[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * No page of ours has frames, so axe runs in the page as it is. Its half a megabyte is handed over once for each document,
 * and of what it found only the words come back.
 */
export async function violationsOn(
  page: Page,
  { onlyColours = false, within }: Options = {},
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const runOnly = onlyColours ? { runOnly: colourRules } : {};
  return page.evaluate(
    async ({ parts, options }) => {
      const { axe } = window as unknown as { readonly axe: typeof import('axe-core') };
      const { violations } = await axe.run(parts ? { include: parts } : document, options);
      return violations.map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
    },
    { parts: within && [...within], options: { ...runOnly, resultTypes: ['violations' as const] } },
  );
}
