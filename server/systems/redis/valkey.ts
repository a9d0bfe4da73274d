/** Valkey under its Sentinel. */
import { valkeyProgram } from './program';
import { replicated } from './replicated';

export const valkey = replicated({
  name: 'valkey',
  title: 'Valkey',
  program: valkeyProgram,
  versionField: 'valkey_version',
});
