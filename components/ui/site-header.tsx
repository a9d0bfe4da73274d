'use client';
/** The bar on top of every page. A shared run shows it without navigation: its reader can go nowhere else. */
import { usePathname } from 'next/navigation';
import { Mark } from './mark';
import { openPalette } from './open-palette';
import { QuietLink } from './quiet-link';
import { ThemeSwitch } from './theme-switch';
import { isViewerPath } from './viewer-path';

const places = [
  { href: '/', title: 'Runs' },
  { href: '/new', title: 'New test' },
  { href: '/check', title: 'Import' },
  { href: '/help', title: 'Help' },
] as const;

export function SiteHeader() {
  const path = usePathname();
  const isViewer = isViewerPath(path);
  const name = (
    <>
      <Mark className="size-6 text-accent" />
      <span className="max-sm:sr-only">Clew</span>
    </>
  );
  return (
    <header className="border-line border-b bg-raised print:hidden">
      <div className="flex h-12 items-center gap-x-3 px-4 sm:gap-6 lg:px-6">
        {isViewer ? (
          <span className="flex items-center gap-2 font-semibold text-16">{name}</span>
        ) : (
          <QuietLink href="/" className="flex items-center gap-2 rounded-6 font-semibold text-16">
            {name}
          </QuietLink>
        )}
        {!isViewer && (
          <nav aria-label="Main" className="flex h-full min-w-0 items-stretch gap-1 overflow-x-auto whitespace-nowrap">
            {places.map((place) => (
              <QuietLink
                key={place.href}
                href={place.href}
                aria-current={path === place.href ? 'page' : undefined}
                className="flex items-center border-transparent border-b-2 px-1 text-muted sm:px-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink forced-colors:border-[Canvas] forced-colors:aria-[current=page]:border-[Highlight]"
              >
                {place.title}
              </QuietLink>
            ))}
          </nav>
        )}
        <div className="ml-auto flex shrink-0 items-center gap-2 sm:gap-4">
          {!isViewer && (
            <button
              type="button"
              // Whoever has a keyboard has its key; without a stop here, a test is as many presses away as it was.
              tabIndex={-1}
              aria-label="Go to, start or do"
              aria-keyshortcuts="Control+K Meta+K"
              title="Go to a run or a page, start a preset, do anything here"
              onClick={openPalette}
              className="flex items-center gap-1.5 rounded-6 text-13 text-muted max-sm:hidden hover:text-ink"
            >
              <svg viewBox="0 0 16 16" className="size-4" fill="none" stroke="currentColor" aria-hidden="true">
                <circle cx="7" cy="7" r="4.5" strokeWidth="1.5" />
                <path d="m10.5 10.5 3.5 3.5" strokeWidth="1.5" strokeLinecap="round" />
              </svg>
              <kbd className="rounded-4 border border-edge px-1 font-mono text-12 max-md:hidden">Ctrl K</kbd>
            </button>
          )}
          {!isViewer && (
            <QuietLink href="/sign-out" className="rounded-6 text-13 text-muted hover:text-ink">
              Sign out
            </QuietLink>
          )}
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}
