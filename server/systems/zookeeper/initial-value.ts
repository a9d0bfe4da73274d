/** The znode that is the register, as it begins. Each attempt has a session of its own: one that was lost stays lost. */
import type { Deadline } from '../kit/http/deadline';
import type { InitialValue } from '../kit/initial-value';
import type { SystemNode } from '../kit/system';
import { classify } from './errors';
import { clientPort } from './member';
import { create, getData, readData, registerPath, sync } from './requests';
import { Session, SessionError } from './session';

const initial = JSON.stringify(null);

type InSession = <R>(limit: Deadline, work: (session: Session) => Promise<R>) => Promise<R | undefined>;

export const initialValue: InitialValue<{ within: InSession; close(): Promise<void> }> = {
  system: 'ZooKeeper',
  connect: (node) => ({ within: (limit, work) => withinSession(node, limit, work), close: async () => undefined }),
  async create({ within }, limit) {
    const reply = await within(limit, (session) => session.request(create(registerPath, initial), limit));
    if (reply === undefined) return false;
    return reply.code === 0 || classify({ kind: 'refused', code: reply.code }).name === 'node-exists';
  },
  async isSeen({ within }, limit) {
    const reply = await within(limit, async (session) => {
      const { code } = await session.request(sync(registerPath), limit);
      return code === 0 ? session.request(getData(registerPath), limit) : undefined;
    });
    return reply?.code === 0 && readData(reply.body).data === initial;
  },
};

/** Nothing where the server did not answer. */
async function withinSession<R>(
  { remote }: SystemNode,
  limit: Deadline,
  work: (session: Session) => Promise<R>,
): Promise<R | undefined> {
  let session: Session | undefined;
  try {
    session = await Session.open(remote, clientPort, 0, limit);
    return await work(session);
  } catch (error) {
    if (error instanceof SessionError) return undefined;
    throw error;
  } finally {
    session?.close();
  }
}
