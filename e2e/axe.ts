/** What axe finds wrong on a page, a line for each rule that is broken. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

interface Options {
  /** Alone, where nothing else can have changed since the page was looked at. */
  readonly onlyColours?: boolean;
}

/**
 * axe's own driver opens a second page for each look, to join what it found in frames of other origins, and carries home
 * every node that passed; no page of ours has frames, and without both a look takes less than half the time.
 */
export async function violationsOn(page: Page, { onlyColours = false }: Options = {}): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (onlyColours) axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
