/** A link that shows nothing: all one can do is ask for another. */
import { Notice } from '../ui/notice';

export function DeadLink() {
  return (
    <Notice title="This link shows nothing any more">
      It was revoked, or it was cut off on its way to you. Ask whoever sent it for a new one.
    </Notice>
  );
}
