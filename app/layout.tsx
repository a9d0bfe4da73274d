import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { PaletteHost } from '@/components/palette/palette-host';
import { firstScript } from '@/components/ui/first-script';
import { SiteHeader } from '@/components/ui/site-header';
import { StatusRegion } from '@/components/ui/status-region';
import './globals.css';

export const metadata: Metadata = {
  // Shared pages know better by which name the server goes; without any, Next warns in the terminal.
  metadataBase: new URL('http://localhost'),
  title: { default: 'Clew', template: '%s · Clew' },
  description: 'Tests of distributed systems: real nodes, real faults, histories judged for linearizability.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#191d23' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = nonceIn((await headers()).get('content-security-policy'));
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Runs before the first paint, so that a chosen theme never flashes the other one. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; nothing else runs early enough */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: firstScript }} />
      </head>
      <body>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-6 focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
        >
          Skip to the content
        </a>
        <SiteHeader />
        {children}
        <StatusRegion />
        <PaletteHost />
      </body>
    </html>
  );
}

/** The server's mark of this one answer, by which the browser knows our scripts; Next reads it from there for its own. */
function nonceIn(policy: string | null): string | undefined {
  return /'nonce-([^']+)'/.exec(policy ?? '')?.[1];
}
