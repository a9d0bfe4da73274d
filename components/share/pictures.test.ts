import { expect, test } from 'vitest';
import { keptPicture } from './pictures';

test('what shows the same is made once, also when it is asked for at the same time', async () => {
  let made = 0;
  const make = () => new Response(`picture ${++made}`);
  const ask = async (shown: unknown) => (await keptPicture(shown, make)).text();
  expect(await Promise.all([ask({ run: 1 }), ask({ run: 1 }), ask({ run: 2 })])).toEqual([
    'picture 1',
    'picture 1',
    'picture 2',
  ]);
  for (let i = 0; i < 100; i++) await ask({ other: i });
  expect(await ask({ run: 1 })).toBe('picture 103');
});

test('what could not be made is tried again', async () => {
  const broken = () =>
    new Response(new ReadableStream({ start: (controller) => controller.error(new Error('no font')) }));
  await expect(keptPicture('x', broken)).rejects.toThrow('no font');
  expect(await (await keptPicture('x', () => new Response('made'))).text()).toBe('made');
});
