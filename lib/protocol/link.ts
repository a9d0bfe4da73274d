/** Links for teammates: what each opens, and what its owner decides. */
import * as z from 'zod/mini';

export const linkKinds = ['run', 'experiment', 'comparison', 'trend'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** What a link is to. The id of a comparison is that of each of its runs, in their order: `a,b`; that of a trend is its key. */
export interface LinkSubject {
  readonly kind: LinkKind;
  readonly id: string;
}

/** Times are milliseconds since 1970. */
const moment = z.int().check(z.minimum(0));

export const linkSchema = z
  .readonly(
    z.object({
      token: z.string(),
      /** Whether whoever has it also sees addresses, users, ports and paths. */
      showsPlaces: z.boolean(),
      /** Whether the token opens it only with a password beside it. */
      hasPassword: z.boolean(),
      /** Absent for links of versions that did not keep it. */
      createdAt: z.exactOptional(moment),
      /** From here on it opens nothing. */
      expiresAt: z.exactOptional(moment),
      /** When it was opened last, to the minute. */
      usedAt: z.exactOptional(moment),
      /** The whole address, where the server knows under which it is reached from outside. */
      address: z.exactOptional(z.string()),
    }),
  )
  .check(z.meta({ id: 'Link', description: 'A link for teammates. Times are milliseconds since 1970.' }));

export const listedLinkSchema = z.readonly(
  z.object({ kind: z.enum(linkKinds), id: z.string(), name: z.string(), link: linkSchema }),
);

/** Short enough that deriving a key of it is all that a guess costs. */
export const maxPasswordLength = 200;
export const minPasswordLength = 8;

const password = z.string().check(z.minLength(minPasswordLength), z.maxLength(maxPasswordLength));

/** What is left out stays as it is; `null` is: never, and none. */
export const linkChangeSchema = z
  .strictObject({
    showsPlaces: z.exactOptional(z.boolean()),
    expiresAt: z.exactOptional(z.nullable(moment)),
    password: z.exactOptional(z.nullable(password)),
  })
  .check(z.meta({ id: 'LinkInput', title: 'link' }));

/** Whatever is typed: how long a password must be is said where one is chosen. */
export const unlockSchema = z
  .strictObject({ password: z.string().check(z.maxLength(maxPasswordLength)) })
  .check(z.meta({ title: 'request' }));

export type Link = z.output<typeof linkSchema>;
export type ListedLink = z.output<typeof listedLinkSchema>;
export type LinkChange = Readonly<z.output<typeof linkChangeSchema>>;

const pages: Readonly<Record<LinkKind, string>> = {
  run: '/share/',
  experiment: '/share/experiments/',
  comparison: '/share/comparisons/',
  trend: '/share/trends/',
};

/** Where the page is that a link opens. */
export function linkPath(kind: LinkKind, token: string): string {
  return `${pages[kind]}${token}`;
}

/** The picture that a link to a trend has for pages of others: what came of the newest run. */
export function badgePath(token: string): string {
  return `/api/share/${token}/badge.svg`;
}

const longestFirst = Object.values(pages).sort((a, b) => b.length - a.length);

/** The token of the link that a page, or what belongs to it, is of. */
export function tokenInPath(path: string): string | undefined {
  const page = longestFirst.find((each) => path.startsWith(each));
  return page === undefined ? undefined : path.slice(page.length).split('/')[0] || undefined;
}
