/**
 * What the page offers, read off the page itself: its buttons, tabs and links, by the names under which they are found. So no
 * page has to list its actions a second time, and what can be pressed can be done from the palette.
 */

export interface PageAction {
  readonly title: string;
  readonly run: () => void;
}

/** More is a list and no choice. */
const maxActions = 60;
const maxTitleLetters = 80;

const pressable = 'button, a[href], [role=tab]';

/** Rows of tables and of lists are found by a search, and what lies in a picture by its own keys. */
const passedOver = 'table, [role=application], [role=listbox], [inert], [aria-hidden=true]';

export function pageActions(page: Element): readonly PageAction[] {
  const actions = new Map<string, PageAction>();
  for (const element of page.querySelectorAll<HTMLElement>(pressable)) {
    if (actions.size === maxActions) break;
    if (element.closest(passedOver) || !isOffered(element)) continue;
    const title = nameOf(element);
    if (title !== '' && title.length <= maxTitleLetters && !actions.has(title)) {
      actions.set(title, { title, run: () => press(element) });
    }
  }
  return [...actions.values()];
}

function isOffered(element: HTMLElement): boolean {
  if (element.matches(':disabled, [aria-disabled=true]')) return false;
  return element.getClientRects().length > 0;
}

function nameOf(element: HTMLElement): string {
  const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
  return name.replace(/\s+/g, ' ').trim();
}

/** As a hand would: a tab opens at its focus. */
function press(element: HTMLElement): void {
  element.focus();
  element.scrollIntoView({ block: 'nearest' });
  element.click();
}
