/** A browser that writes down when how many entries of a run are on its page. */
import { type Browser, chromium } from '@playwright/test';

const executablePath = '/usr/bin/chromium';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** From this moment, milliseconds since 1970, so many entries are to be seen. */
export interface Sighting {
  readonly entries: number;
  readonly atMs: number;
}

declare global {
  interface Window {
    clewSightings?: { entries: number; atMs: number }[];
  }
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** A page of a run, from its opening to its closing. */
export interface WatchedPage {
  /** Resolves when the page shows so many entries. */
  shows(entries: number): Promise<void>;
  sightings(): Promise<readonly Sighting[]>;
  close(): Promise<void>;
}

export async function watchPage(browser: Browser, address: URL): Promise<WatchedPage> {
  const page = await browser.newPage();
  await page.addInitScript(noteSightings);
  await page.goto(address.href);
  return {
    async shows(entries) {
      await page.waitForFunction((least) => (window.clewSightings?.at(-1)?.entries ?? 0) >= least, entries);
    },
    sightings: () => page.evaluate(() => window.clewSightings ?? []),
    close: () => page.close(),
  };
}

/**
 * Runs in the page, so it can use nothing from here. What a change of the page leads to is drawn at the end of the next
 * frame; its time is taken there.
 */
function noteSightings(): void {
  const sightings: { entries: number; atMs: number }[] = [];
  window.clewSightings = sightings;
  const look = () => {
    const entries = Number(document.getElementById('main')?.dataset.entries ?? 0);
    if (entries <= (sightings.at(-1)?.entries ?? 0)) return;
    requestAnimationFrame(() => sightings.push({ entries, atMs: Date.now() }));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['data-entries'] });
}
