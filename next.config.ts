import type { NextConfig } from 'next';

const config: NextConfig = {
  // TypeScript 7 has no JavaScript interface for Next to call; `npm test` runs tsc itself.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  poweredByHeader: false,
  // Two servers on one checkout must not write into each other's build.
  distDir: process.env.CLEW_DIST ?? '.next',
};

export default config;
