/**
 * Light or dark. "System" is the absence of a choice: no attribute on <html>, and the media query in tokens.css decides.
 * A choice is an attribute `data-theme`, kept in localStorage and put back by a script before the first paint.
 */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'clew.theme';

export const themeScript = `try{var t=localStorage.getItem('${storageKey}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){console.warn('the theme could not be read',e)}`;

/** What the script above does, for a page that is drawn by a script anyway. */
export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(storageKey);
    if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
  } catch (error) {
    console.warn('the theme could not be read', error);
  }
}

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(storageKey, theme);
  } catch (error) {
    // Storage can be switched off; the choice then lasts as long as the page.
    console.warn('the theme could not be kept', error);
  }
}
