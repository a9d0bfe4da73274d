/** The register of v2, as it begins. */
import { NodeHttp } from '../kit/http/node-http';
import type { InitialValue } from '../kit/initial-value';
import { classify } from './errors';
import { parsedRegister, registerPath } from './keys';
import { clientPort } from './member';

export const initialValue: InitialValue<NodeHttp> = {
  system: 'etcd',
  connect: (node) => new NodeHttp(node.remote, clientPort),
  async create(http, limit) {
    const form = { value: 'null', prevExist: 'false' };
    // Of etcd 0.4 only the leader takes it, and the others redirect.
    const result = await http.request({ method: 'PUT', path: registerPath, body: { form } }, limit);
    if (!result.ok) return false;
    const { status, body } = result.value;
    return status === 201 || classify({ kind: 'answer', status, body }).name === 'key-exists';
  },
  async reset(http, limit) {
    const read = await http.request({ method: 'GET', path: registerPath, query: { quorum: 'true' } }, limit);
    if (!read.ok) return false;
    if (read.value.status === 404) return this.create(http, limit);
    const register = read.value.status === 200 ? parsedRegister(read.value.body) : undefined;
    if (!register) return false;
    if (register.value === null) return true;
    const form = { value: 'null', prevIndex: String(register.modifiedIndex) };
    const result = await http.request({ method: 'PUT', path: registerPath, body: { form } }, limit);
    return result.ok && result.value.status === 200;
  },
  async isSeen(http, limit) {
    const result = await http.request({ method: 'GET', path: registerPath }, limit);
    return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
  },
};
