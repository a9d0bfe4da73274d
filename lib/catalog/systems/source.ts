/**
 * Where the program under test comes from. Whatever is chosen, the version that a run names is the one that the program
 * itself reported on the nodes.
 */
import { z } from 'zod';

const absolute = (where: string) => z.string().startsWith('/', `must be an absolute path on ${where}`).max(1024);

const debianName = /^[a-z][a-z0-9.+-]*$/;

export const sourceSchema = z.discriminatedUnion('from', [
  /** The program on the node's PATH, else Debian's package, sent there from the control machine. */
  z.strictObject({ from: z.literal('found') }),
  /** A Debian package, of the control machine's own release or of another. */
  z.strictObject({
    from: z.literal('debian'),
    release: z.string().max(40).regex(debianName, "must be a release's name, such as bullseye").optional(),
  }),
  /** A .deb, an archive or the program itself, by its address. */
  z.strictObject({
    from: z.literal('download'),
    url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' }).max(2048),
    sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits'),
  }),
  /** The same kinds of file, on the control machine. */
  z.strictObject({ from: z.literal('file'), path: absolute('the control machine') }),
  /** The program where it lies on every node. */
  z.strictObject({ from: z.literal('node'), path: absolute('the nodes') }),
]);

export type Source = z.output<typeof sourceSchema>;

/** A version that can be had without knowing more than its name. */
export interface VersionOffer {
  readonly title: string;
  readonly source: Source;
}

/** The options of a system that is installed and run on nodes. */
export function installed(versions: readonly [VersionOffer, ...VersionOffer[]]) {
  return z.strictObject({ source: sourceSchema.prefault(versions[0].source) });
}
