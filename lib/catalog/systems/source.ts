/**
 * Where the program under test comes from. Whatever is chosen, the version that a run names is the one that the program
 * itself reported on the nodes.
 */
import * as z from 'zod/mini';

const absolute = (where: string) =>
  z.string().check(z.startsWith('/', `must be an absolute path on ${where}`), z.maxLength(1024));

const debianName = /^[a-z][a-z0-9.+-]*$/;

const kinds = 'A .deb, .tar.gz, .tar.xz, .tar.bz2 or .zip with the program anywhere in it, or the program itself.';

export const sourceSchema = z
  .discriminatedUnion('from', [
    z
      .strictObject({ from: z.literal('found') })
      .check(z.meta({ title: 'What is there', hint: 'On each node’s PATH, else Debian’s package, sent from here.' })),
    z
      .strictObject({
        from: z.literal('debian'),
        release: z
          .optional(
            z.string().check(z.maxLength(40), z.regex(debianName, "must be a release's name, such as bullseye")),
          )
          .check(
            z.meta({
              title: 'Debian release',
              hint: 'Its name; empty for the release of this machine.',
              placeholder: 'trixie',
              isOpen: true,
            }),
          ),
      })
      .check(z.meta({ title: 'Debian package', hint: 'Of this machine’s release or another, from its own mirror.' })),
    z
      .strictObject({
        from: z.literal('download'),
        url: z
          .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
          .check(z.maxLength(2048), z.meta({ title: 'Address', hint: kinds, placeholder: 'https://' })),
        sha256: z.string().check(
          z.regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits'),
          z.meta({
            title: 'sha256',
            hint: 'Of that file, as its publisher names it; a file with another sum is not used.',
            isOpen: true,
          }),
        ),
      })
      .check(
        z.meta({ title: 'Address', hint: 'Downloaded here once, checked against its sha256, sent to the nodes.' }),
      ),
    z
      .strictObject({
        from: z.literal('file'),
        path: absolute('the control machine').check(
          z.meta({ title: 'Path on this machine', hint: kinds, placeholder: '/' }),
        ),
      })
      .check(z.meta({ title: 'File here', hint: 'On the machine that runs this server; sent to the nodes.' })),
    z
      .strictObject({
        from: z.literal('node'),
        path: absolute('the nodes').check(
          z.meta({
            title: 'Path on the nodes',
            hint: 'Of the program itself.',
            placeholder: '/',
          }),
        ),
      })
      .check(z.meta({ title: 'Path on the nodes', hint: 'Where it already lies, on every node.' })),
  ])
  .check(z.meta({ title: 'Version', control: 'source' }));

export type Source = z.output<typeof sourceSchema>;

/** A version that can be had without knowing more than its name. */
export interface VersionOffer {
  readonly title: string;
  readonly source: Source;
}

/** The options of a system that is installed and run on nodes. */
export function installed(versions: readonly [VersionOffer, ...VersionOffer[]]) {
  return z.strictObject({ source: z.prefault(sourceSchema, versions[0].source) });
}

/** The same of one that can be tested where it runs already, without being installed or wiped. */
export function installedOrRunning(versions: readonly [VersionOffer, ...VersionOffer[]]) {
  return z.strictObject({
    source: z.prefault(sourceSchema, versions[0].source),
    manage: z._default(z.boolean(), true).check(
      z.meta({
        title: 'Install, start and wipe it',
        hint: 'Off: it runs on the nodes already, and stays as it is but for the register of the test; only the network is broken.',
      }),
    ),
  });
}
