/** Pictures that were made, for the next who asks: each takes a fifth of a second of a core, and a link is looked at often. */

/** Some fifty kilobytes each. */
const maxKept = 100;

const kept = new Map<string, Promise<ArrayBuffer>>();

/** @param shown all that is on the picture; another one is another picture */
export async function keptPicture(shown: unknown, make: () => Response): Promise<Response> {
  const key = JSON.stringify(shown);
  const found = kept.get(key) ?? make().arrayBuffer();
  // The last that is used stands last.
  kept.delete(key);
  kept.set(key, found);
  const [oldest] = kept.keys();
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  try {
    // A run goes on, and a link is revoked.
    return new Response(await found, { headers: { 'content-type': 'image/png', 'cache-control': 'no-store' } });
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}
