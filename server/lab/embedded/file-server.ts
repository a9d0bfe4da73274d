/** SFTP as far as Clew's own remote uses it: reading and writing whole files, their size, their mode. */

import type { Stats } from 'node:fs';
import { chmod, type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, flagsToString } = ssh2.utils.sftp;

/** No client of ours asks for more at once. */
const readBytesLimit = 256 * 1024;

/** @param directory what relative paths are relative to */
export function serveFiles(sftp: SFTPWrapper, directory: string): void {
  const open_ = new Map<number, FileHandle>();
  let lastHandle = 0;

  const answer = (request: number, work: () => Promise<void>) => {
    work().catch((error: unknown) => sftp.status(request, statusOf(error), messageOf(error)));
  };
  const done = (request: number) => sftp.status(request, STATUS_CODE.OK);
  const fileOf = (handle: Buffer): FileHandle => {
    const file = handle.length === 4 ? open_.get(handle.readUInt32BE(0)) : undefined;
    if (file === undefined) throw new Error('no such handle');
    return file;
  };
  const path = (name: string) => resolve(directory, name);

  sftp.on('OPEN', (request, name, flags, attributes) =>
    answer(request, async () => {
      const file = await open(path(name), flagsToString(flags) ?? 'r', attributes.mode);
      lastHandle++;
      open_.set(lastHandle, file);
      const handle = Buffer.alloc(4);
      handle.writeUInt32BE(lastHandle);
      sftp.handle(request, handle);
    }),
  );
  sftp.on('READ', (request, handle, offset, length) =>
    answer(request, async () => {
      const buffer = Buffer.alloc(Math.min(length, readBytesLimit));
      const { bytesRead } = await fileOf(handle).read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, buffer.subarray(0, bytesRead));
    }),
  );
  sftp.on('WRITE', (request, handle, offset, data) =>
    answer(request, async () => {
      await fileOf(handle).write(data, 0, data.length, offset);
      done(request);
    }),
  );
  sftp.on('CLOSE', (request, handle) =>
    answer(request, async () => {
      const file = fileOf(handle);
      open_.delete(handle.readUInt32BE(0));
      await file.close();
      done(request);
    }),
  );
  sftp.on('FSTAT', (request, handle) =>
    answer(request, async () => sftp.attrs(request, attributesOf(await fileOf(handle).stat()))),
  );
  sftp.on('STAT', (request, name) =>
    answer(request, async () => sftp.attrs(request, attributesOf(await stat(path(name))))),
  );
  sftp.on('SETSTAT', (request, name, { mode }) =>
    answer(request, async () => {
      if (mode !== undefined) await chmod(path(name), mode);
      done(request);
    }),
  );
  sftp.on('end', () => {
    for (const file of open_.values()) void file.close();
    open_.clear();
  });
}

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
