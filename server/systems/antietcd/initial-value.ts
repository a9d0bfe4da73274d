/** The register, as it begins. */
import { NodeHttp } from '../kit/http/node-http';
import type { InitialValue } from '../kit/initial-value';
import { createRegister, getLocalRegister, parsedRegister, parsedSuccess } from './api';
import { portOf } from './process';

export const initialValue: InitialValue<NodeHttp> = {
  system: 'AntiEtcd',
  connect: (node) => new NodeHttp(node.remote, portOf(node)),
  async create(http, limit) {
    const result = await http.request(createRegister(null), limit);
    // Created now, or by an attempt before that was answered with an error.
    return result.ok && result.value.status === 200 && parsedSuccess(result.value.body) !== undefined;
  },
  async isSeen(http, limit) {
    const result = await http.request(getLocalRegister, limit);
    return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
  },
};
