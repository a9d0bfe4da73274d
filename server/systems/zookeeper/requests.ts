/** The requests that the register needs, and their answers, as ZooKeeper 3.4 to 3.9 know them. */
import { type JuteReader, JuteWriter } from './jute';

/** The register under test is this one znode. */
export const registerPath = '/clew';

/** Any version will do. */
export const anyVersion = -1;

const codes = { create: 1, getData: 4, setData: 5, sync: 9, ping: 11, closeSession: -11 } as const;

/** Every permission, for everyone. */
const openToAll = { permissions: 31, scheme: 'world', id: 'anyone' } as const;

export interface Request {
  readonly code: number;
  readonly body: (writer: JuteWriter) => JuteWriter;
}

const nothing = (writer: JuteWriter) => writer;

export const ping: Request = { code: codes.ping, body: nothing };
export const closeSession: Request = { code: codes.closeSession, body: nothing };

export function getData(path: string): Request {
  return { code: codes.getData, body: (writer) => writer.text(path).bool(false) };
}

/** The server that is asked catches up with its leader before it answers. */
export function sync(path: string): Request {
  return { code: codes.sync, body: (writer) => writer.text(path) };
}

/** @param version refused when the znode has another */
export function setData(path: string, data: string, version: number): Request {
  return { code: codes.setData, body: (writer) => writer.text(path).text(data).int(version) };
}

/** A znode that stays. */
export function create(path: string, data: string): Request {
  const { permissions, scheme, id } = openToAll;
  const persistent = 0;
  return {
    code: codes.create,
    body: (writer) => writer.text(path).text(data).int(1).int(permissions).text(scheme).text(id).int(persistent),
  };
}

export interface Stat {
  /** The transaction that last changed the data. */
  readonly mzxid: number;
  /** Counts the changes of the data, from 0. */
  readonly version: number;
}

export function readStat(reader: JuteReader): Stat {
  const mzxid = reader.skip(8).long();
  return { mzxid, version: reader.skip(16).int() };
}

export function readData(reader: JuteReader): Stat & { readonly data: string } {
  const data = reader.bytes().toString('utf8');
  return { data, ...readStat(reader) };
}

/** @param lastZxid the last transaction that this client has seen; a server that has not refuses the session */
export function connectPacket(lastZxid: number, timeoutMs: number): Buffer {
  const passwordBytes = 16;
  return new JuteWriter()
    .int(0)
    .long(lastZxid)
    .int(timeoutMs)
    .long(0)
    .bytes(Buffer.alloc(passwordBytes))
    .bool(false)
    .packet();
}

/** @returns the time-out in ms that the server grants; 0 or less when it refuses */
export function readConnected(reader: JuteReader): number {
  return reader.skip(4).int();
}

export function requestPacket(xid: number, { code, body }: Request): Buffer {
  return body(new JuteWriter().int(xid).int(code)).packet();
}
