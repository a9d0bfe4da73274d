/** The register, as it begins. */
import { NodeHttp } from '../kit/http/node-http';
import type { InitialValue } from '../kit/initial-value';
import { httpPort } from './agent';
import { parsedRegister, registerPath } from './kv';

export const initialValue: InitialValue<NodeHttp> = {
  system: 'Consul',
  connect: (node) => new NodeHttp(node.remote, httpPort),
  async create(http, limit) {
    const request = { method: 'PUT', path: registerPath, query: { cas: '0' }, body: { text: 'null' } } as const;
    const result = await http.request(request, limit);
    // false: it is there already.
    return result.ok && result.value.status === 200 && ['true', 'false'].includes(result.value.body.trim());
  },
  async isSeen(http, limit) {
    const result = await http.request({ method: 'GET', path: registerPath, query: { stale: '' } }, limit);
    return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
  },
};
