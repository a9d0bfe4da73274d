import { expect, test } from 'vitest';
import { linkKinds, linkPath, tokenInPath } from './link';

test('the token of a link is found in its page, of whatever kind, and in what belongs to that', () => {
  for (const kind of linkKinds) {
    for (const token of ['aB-_9', 'abc', 'abc.run']) {
      expect(tokenInPath(linkPath(kind, token))).toBe(token);
      expect(tokenInPath(`${linkPath(kind, token)}/opengraph-image-1a2b3c`)).toBe(token);
    }
  }
  for (const path of ['/', '/share', '/share/', '/share/experiments/', '/runs/abc']) {
    expect([path, tokenInPath(path)]).toEqual([path, undefined]);
  }
});
