'use client';
/** One button that steps through system, light and dark; its name says where it is. */
import { useEffect, useState } from 'react';
import { chooseTheme, currentTheme, type Theme, themes } from './theme';

const titles: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => setTheme(currentTheme()), []);

  const step = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    chooseTheme(next);
    setTheme(next);
  };
  const label = `Colours: ${titles[theme]}`;
  return (
    <button
      type="button"
      onClick={step}
      aria-label={label}
      title={label}
      className="flex size-8 items-center justify-center rounded-6 text-muted hover:bg-surface hover:text-ink"
    >
      <svg
        viewBox="0 0 16 16"
        className="size-4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        {theme === 'light' && (
          <>
            <circle cx="8" cy="8" r="3" />
            <path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1" />
          </>
        )}
        {theme === 'dark' && <path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z" />}
        {theme === 'system' && (
          <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" stroke="none" />
          </>
        )}
      </svg>
    </button>
  );
}
