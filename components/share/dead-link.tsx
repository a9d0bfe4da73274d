/** A link that shows nothing: whoever opened it can only ask for another. */
import { Notice } from '../ui/notice';

export function DeadLink() {
  return (
    <Notice title="This link shows nothing any more">
      It was revoked, or it was cut off on its way to you. Ask whoever sent it for a new one.
    </Notice>
  );
}
