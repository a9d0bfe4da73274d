import { expect, it } from 'vitest';
import { casRegister } from '../../model/cas-register';
import { unlimitedBudget } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { runChecker } from '../registry';

const finding = (text: string) =>
  runChecker('linearizability', drawn(text), { model: casRegister() }, unlimitedBudget());

it('where nothing succeeded there was nothing to be asked of, and any order will do', () => {
  expect(finding('0 0 invoke write 4\n1 0 info write 4\n2 1 invoke read\n3 1 fail read')).toMatchObject({
    valid: true,
    isMoot: true,
    sentence: 'No operation succeeded, so there is no answer to explain.',
  });
  expect(finding('0 0 invoke write 4\n1 0 ok write 4')).not.toHaveProperty('isMoot');
});
