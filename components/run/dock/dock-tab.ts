/** The tabs of the evidence, by the names that stand in addresses. */
export const dockTabs = ['report', 'checks', 'log', 'charts', 'plan', 'node-logs', 'notes'] as const;

export type DockTab = (typeof dockTabs)[number];

export function isDockTab(name: string | undefined): name is DockTab {
  return dockTabs.some((tab) => tab === name);
}
