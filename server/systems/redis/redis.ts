/** Redis under Sentinel. */
import { redisProgram } from './program';
import { replicated } from './replicated';

export const redis = replicated({
  name: 'redis',
  title: 'Redis',
  program: redisProgram,
  versionField: 'redis_version',
});
