'use client';
import { buttonClass } from '../ui/button';
import { Deferred } from '../ui/deferred';
import { Opener } from '../ui/opener';
import type { ShareProps } from './share-part';

const share = new Deferred(() => import('./share-part').then(({ SharePart }) => SharePart));

export function ShareButton({ file, ...shared }: Omit<ShareProps, 'file'> & Partial<Pick<ShareProps, 'file'>>) {
  return (
    <Opener
      // Of something else it is another link.
      key={`${shared.of} ${shared.id}`}
      popup="dialog"
      opens={share}
      given={{ ...shared, file }}
      className={buttonClass('plain')}
    >
      Share
    </Opener>
  );
}
