/** MariaDB with Galera, in a cluster where nothing fails. */
import type { Preset } from '../preset';

export const mariadbPresets: readonly Preset[] = [];
