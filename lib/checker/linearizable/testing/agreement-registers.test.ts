import { describe, expect, it } from 'vitest';
import { agreementGroups, seedsPerModel, tallyOf } from './agreement.fixture';
import { crashedWrites } from './crashed-writes.fixture';

describe('check against every order', () => {
  for (const name of agreementGroups.registers) {
    it(`agrees on ${seedsPerModel} seeded histories of a ${name}`, { timeout: 240_000 }, () => {
      const tally = tallyOf(name, seedsPerModel);
      expect(tally.valid).toBeGreaterThan(0.4 * seedsPerModel);
      expect(tally.invalid).toBeGreaterThan(0.12 * seedsPerModel);
      expect(tally.crashed).toBeGreaterThan(0.3 * seedsPerModel);
      expect(tally.invalidCrashed).toBeGreaterThan(0.04 * seedsPerModel);
      expect(tally.explained).toBeGreaterThan(0.1 * seedsPerModel);
    });
  }

  it('agrees where the same few values are written, swapped and read, and many writes crash', {
    timeout: 240_000,
  }, () => {
    const tally = tallyOf('cas-register', seedsPerModel, crashedWrites);
    expect(tally.valid).toBeGreaterThan(0.15 * seedsPerModel);
    expect(tally.invalidCrashed).toBeGreaterThan(0.4 * seedsPerModel);
    expect(tally.explained).toBeGreaterThan(0.5 * seedsPerModel);
  });
});
