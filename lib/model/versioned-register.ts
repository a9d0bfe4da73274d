/**
 * A register that counts its changes and says the count with its value, as etcd and ZooKeeper do: each write, and each
 * compare-and-set that succeeds, makes the version greater by one.
 *
 *     write  [nil 3]        →  [1 3]          the version that it made
 *     cas    [nil [3 4]]    →  [2 [3 4]]
 *     read   [nil nil]      →  [2 4]          and the one that it saw
 *
 * A version or a value that is null is unknown, and fits.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction, type VersionedAccess } from './model';
import { isRead } from './register';

const name = 'versioned-register';

type Versioned = readonly [version: number | null, carried: Json];

export function versionedRegister(initial: Json = null): Model {
  const start = initial === null ? unwritten : versionedOf(initial);
  if (!start || start[0] === null) throw new InitialStateError(name, '[version value]', initial);
  return {
    name,
    summary: 'read, write, cas [expected new], each value as [version value]; starts at version 0 and nil, or at any',
    initial: start,
    step: stepVersionedRegister,
    isReadOnly: isRead,
    versions: { start: { version: start[0], value: start[1] }, accessOf: versionedAccess },
    format: (state) => {
      const [version, value] = state as Versioned;
      return formatJson({ version, value });
    },
  };
}

const unwritten: Versioned = [0, null];

function stepVersionedRegister(state: Json, op: ModelOp): Step {
  const { f } = op;
  if (f !== 'read' && f !== 'write' && f !== 'cas') return unknownFunction(name, op);
  const [version, held] = state as readonly [number, Json];
  const told = op.value === null && f === 'read' ? ([null, null] as const) : versionedOf(op.value);
  if (!told) return { inconsistent: `a ${f} takes [version value], not ${formatJson(op.value)}` };
  const [toldVersion, carried] = told;
  if (f === 'read') {
    const fits = (toldVersion ?? version) === version && (carried === null || isJsonEqual(carried, held));
    if (fits) return { state };
    return {
      inconsistent: `can't read ${formatJson(carried)} at version ${toldVersion ?? 'nil'} from ${shown(state)}`,
    };
  }
  const next = version + 1;
  if (toldVersion !== null && toldVersion !== next) {
    return { inconsistent: `can't ${f} to version ${toldVersion} from ${shown(state)}` };
  }
  if (f === 'write') return { state: [next, carried] };
  if (carried === null || !isJsonArray(carried) || carried.length !== 2) {
    return { inconsistent: `a cas takes [version [expected new]], not ${formatJson(op.value)}` };
  }
  const [expected = null, value = null] = carried;
  if (isJsonEqual(held, expected)) return { state: [next, value] };
  return { inconsistent: `can't CAS from ${formatJson(expected)} to ${formatJson(value)} in ${shown(state)}` };
}

function versionedAccess({ f, value }: ModelOp): VersionedAccess | undefined {
  const told = value === null && f === 'read' ? ([null, null] as const) : versionedOf(value);
  if (!told) return undefined;
  const [toldVersion, carried] = told;
  const version = toldVersion === null ? {} : { version: toldVersion };
  if (f === 'read') return { ...version, ...(carried !== null && { expects: carried }) };
  if (f === 'write') return { ...version, leaves: carried };
  if (f !== 'cas' || carried === null || !isJsonArray(carried) || carried.length !== 2) return undefined;
  const [expects = null, leaves = null] = carried;
  return { ...version, expects, leaves };
}

function shown(state: Json): string {
  const [version, value] = state as Versioned;
  return `register ${formatJson(value)} at version ${version}`;
}

function versionedOf(value: Json): Versioned | undefined {
  if (value === null || !isJsonArray(value) || value.length !== 2) return undefined;
  const [version = null, carried = null] = value;
  if (version === null) return [null, carried];
  return typeof version === 'number' && Number.isSafeInteger(version) && version >= 0 ? [version, carried] : undefined;
}
