/** @type {import('next').NextConfig} */
const config = {
  // TypeScript 7 has no JavaScript interface for Next to call; `npm test` runs tsc itself.
  typescript: { ignoreBuildErrors: true },
  // What a chat reads of a link stands in the head of the page for everyone, not only for those that Next knows by name.
  htmlLimitedBots: /.*/,
  devIndicators: false,
  experimental: {
    // Nothing reads the maps of what the server runs of the pages.
    turbopackSourceMaps: false,
    // Written for the next build, and a clone that is tested has none.
    turbopackFileSystemCacheForBuild: process.env.CI !== 'true',
  },
  poweredByHeader: false,
  // Our server binds to this address, and Next's development server otherwise answers only to localhost.
  allowedDevOrigins: ['127.0.0.1'],
  // Two servers on one checkout must not write into each other's build.
  distDir: process.env.CLEW_DIST ?? '.next',
};

export default config;
