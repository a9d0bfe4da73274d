// @vitest-environment happy-dom
/** The form by itself: what it says of mistakes, what it keeps, and what a choice asks for. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { rendered } from '../ui/rendered.fixture';
import { LaunchPage } from './launch-page';

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });

/** What is read out with a field, hint and mistake. */
function descriptionOf(element: HTMLElement): string {
  const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}

/** At once: with every key the whole form is drawn again. */
async function fill(user: UserEvent, target: HTMLElement, text: string): Promise<void> {
  await user.clear(target);
  await user.paste(text);
}

async function openForm() {
  const page = rendered(<LaunchPage />);
  await screen.findByRole('button', { name: 'Launch' });
  return page;
}

/** With every section open. */
async function openWholeForm() {
  const page = await openForm();
  await page.user.click(button('Open all'));
  return page;
}

async function chooseInMemory(user: UserEvent): Promise<void> {
  await user.click(radio('In memory, with a stale-read bug'));
}

beforeEach(() => sessionStorage.clear());

describe('the presets', () => {
  test('say how often they were found, and of what', async () => {
    await openForm();
    expect(descriptionOf(radio('The stale read of today'))).toContain(
      'Found in 10 of 10 runs of Consul 1.8.7, after 10 s on average',
    );
  });

  test('stand beside their control, which says where it was measured', async () => {
    await openForm();
    const card = radio('The stale read of today').closest('li') as HTMLElement;
    const control = within(card).getByRole<HTMLInputElement>('radio', { name: 'A leader that sleeps' });
    expect(descriptionOf(control)).toMatch(/^Control: etcd.*Found in none of 3 runs of etcd 3\.4\.23$/);
  });

  test('say what else their runs showed', async () => {
    const { user } = await openForm();
    await user.click(within(screen.getByRole('group', { name: 'Presets' })).getByRole('radio', { name: 'etcd v3' }));
    expect(descriptionOf(radio('etcd v3, a lock'))).toContain(
      'Found in none of 5 runs of etcd 3.4.23; 4 of them valid, but weak',
    );
  });

  test('are each there once in the list of their system', async () => {
    const { user } = await openForm();
    for (const system of ['etcd', 'Consul', 'ZooKeeper', 'AntiEtcd']) {
      await user.click(within(screen.getByRole('group', { name: 'Presets' })).getByRole('radio', { name: system }));
      const region = screen.getByRole('region', { name: 'Presets' });
      const names = within(within(region).getByRole('list')).getAllByRole<HTMLInputElement>('radio');
      expect(new Set(names.map(({ value }) => value)).size).toBe(names.length);
    }
  });

  test('are chosen as long as nothing but the seed is another', async () => {
    const { user } = await openWholeForm();
    expect(radio('The stale read of 2014').checked).toBe(true);
    await fill(user, field('Seed'), '71');
    expect(radio('The stale read of 2014').checked).toBe(true);
    await fill(user, field('Clients'), '3');
    expect(radio('The stale read of 2014').checked).toBe(false);
    await user.click(radio('The stale read of 2014'));
    expect([radio('The stale read of 2014').checked, field('Clients').value]).toEqual([true, '10']);
  });

  test('give a test of another system no name of theirs', async () => {
    const { user } = await openWholeForm();
    await user.click(within(screen.getByRole('group', { name: 'System' })).getByRole('radio', { name: 'Consul' }));
    expect(field('Name').value).toBe('consul-register');
  });
});

describe('the form', () => {
  test('tells mistakes beside their fields, goes to the first, and sends nothing', async () => {
    const { user, visited } = await openWholeForm();
    await chooseInMemory(user);
    await fill(user, field('Clients'), 'many');
    await fill(user, field('Time'), '0');
    expect(descriptionOf(field('Clients'))).toMatch(/number/i);
    expect(descriptionOf(field('Time'))).toMatch(/\b1\b/);
    await user.click(button('Launch'));
    expect(document.activeElement).toBe(field('Clients'));
    expect(visited).toEqual([]);
    await fill(user, field('Clients'), '3');
    expect(field('Clients').getAttribute('aria-invalid')).toBe('false');
  });

  test('has what was typed, mistakes too, when the page is opened again', async () => {
    const first = await openWholeForm();
    await chooseInMemory(first.user);
    await fill(first.user, field('Clients'), 'many');
    await fill(first.user, field('Time'), '0');
    first.unmount();
    await openWholeForm();
    expect(field('Clients').value).toBe('many');
    expect(field('Time').value).toBe('0');
    await waitFor(() => expect(field('Clients').getAttribute('aria-invalid')).toBe('true'));
    expect(descriptionOf(field('Time'))).toMatch(/\b1\b/);
  });

  test('takes back a preset that replaced what was typed', async () => {
    const { user } = await openWholeForm();
    await fill(user, field('Name'), 'mine');
    await user.click(radio('Quorum reads hold'));
    expect(field('Name').value).toBe('etcd-quorum');
    expect(radio('Quorum').checked).toBe(true);
    await user.click(button('Put it back'));
    expect(field('Name').value).toBe('mine');
  });

  test('asks of each choice of a version for what it needs, and keeps it', async () => {
    const { user } = await openWholeForm();
    await user.click(radio('Quorum reads hold'));
    await user.click(radio('File here'));
    await fill(user, field('Path on this machine'), 'etcd.tar.gz');
    expect(descriptionOf(field('Path on this machine'))).toMatch(/absolute path on the control machine/);

    await user.click(radio('Address'));
    await fill(user, field('Address'), 'ftp://example.test/etcd.tar.gz');
    await fill(user, field('sha256'), '12ab');
    expect(descriptionOf(field('Address'))).toMatch(/https:\/\//);
    expect(descriptionOf(field('sha256'))).toMatch(/64 hexadecimal digits/);

    const offer = button('3.5, from trixie');
    await user.click(offer);
    expect(offer.getAttribute('aria-pressed')).toBe('true');
    expect(radio('Debian package').checked).toBe(true);
    expect(field('Debian release').value).toBe('trixie');

    await user.click(radio('File here'));
    expect(offer.getAttribute('aria-pressed')).toBe('false');
    expect(field('Path on this machine').value).toBe('etcd.tar.gz');
    await user.click(button('Launch'));
    expect(document.activeElement).toBe(field('Path on this machine'));
  });
});

describe('a section', () => {
  const section = (name: string) => screen.getByRole('region', { name });
  const header = (name: string) => within(section(name)).getByRole('button', { name });
  const isOpen = (name: string) => header(name).getAttribute('aria-expanded') === 'true';

  test('says in one line what stands in it, and has its fields when it is open', async () => {
    const { user } = await openForm();
    expect(descriptionOf(header('Load'))).toBe(
      '10 clients, up to 2 operations a second each; 30 s, then 10 s of recovery; each operation at most 5 s',
    );
    expect(screen.queryByRole('textbox', { name: 'Clients' })).toBeNull();
    await user.click(header('Load'));
    await fill(user, field('Clients'), '3');
    expect(screen.queryByRole('textbox', { name: 'Seed' })).toBeNull();
    await user.click(header('Load'));
    expect(screen.queryByRole('textbox', { name: 'Clients' })).toBeNull();
    expect(descriptionOf(header('Load'))).toMatch(/^3 clients, /);
  });

  test('counts what is wrong in it, and opens when something is', async () => {
    const { user } = await openForm();
    await user.click(header('Load'));
    await fill(user, field('Clients'), 'many');
    await fill(user, field('Time'), '0');
    expect(descriptionOf(header('Load'))).toBe('2 fields cannot be read');
    await user.click(header('Load'));
    expect(isOpen('Load')).toBe(false);
    await user.click(
      within(screen.getByRole('region', { name: 'What is wrong' })).getByRole('link', { name: /Time|timeLimit/ }),
    );
    expect(isOpen('Load')).toBe(true);
    expect(document.activeElement).toBe(field('Time'));
  });

  test('opens where mistakes came back with the page', async () => {
    const first = await openForm();
    await first.user.click(header('Checks'));
    await fill(first.user, field('Memory limit'), '1');
    first.unmount();
    await openForm();
    await waitFor(() => expect(isOpen('Checks')).toBe(true));
    expect([isOpen('Load'), field('Memory limit').value]).toEqual([false, '1']);
  });

  test('keeps what was typed in it while it is closed', async () => {
    const { user } = await openForm();
    await user.click(header('Run'));
    await fill(user, field('Name'), 'mine');
    await user.click(header('Run'));
    await user.click(header('What'));
    await user.click(radio('Quorum'));
    await user.click(header('Run'));
    expect(field('Name').value).toBe('mine');
  });

  test('shows what only a launch refuses', async () => {
    const { user } = await openWholeForm();
    await user.click(radio('Address'));
    await fill(user, field('sha256'), 'a'.repeat(64));
    await fill(user, field('Address'), 'https://me:pw@example.test/etcd.tar.gz');
    await waitFor(() => expect(descriptionOf(field('Address'))).toMatch(/must not hold a user or a password/i));
  });
});

describe('the faults of a plan', () => {
  const preview = () => screen.getByRole('region', { name: 'Preview' }).textContent ?? '';

  const faultOf = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name });

  test('are a list that can be emptied and filled, each with its own fields', async () => {
    const { user } = await openWholeForm();
    await chooseInMemory(user);
    await user.click(button('Remove this fault'));
    expect(screen.getByText(/^No faults: /)).toBeTruthy();
    expect(preview()).toContain('no faults');

    await user.click(button('Add a fault'));
    await user.click(button('Add another fault'));
    expect(screen.getAllByRole('textbox', { name: 'Each lasts' })).toHaveLength(2);
    await user.selectOptions(faultOf('Fault 2'), 'Pause processes');
    const second = within(screen.getByRole('group', { name: 'Fault 2' }));
    await user.click(second.getByRole('radio', { name: 'The leader' }));
    await fill(user, second.getByRole('textbox', { name: 'Each lasts' }), '2');
    expect(preview()).toContain('a random half cut off every 10 s for 5 s, the leader paused every 7 s for 2 s');
    await fill(user, second.getByRole('textbox', { name: 'First start' }), '20');
    await fill(user, second.getByRole('textbox', { name: 'Repetitions' }), '3');
    expect(preview()).toContain('the leader paused every 7 s for 2 s from 20 s on, 3 times');

    await user.click(button('Remove fault 1'));
    expect(preview()).toContain('; the leader paused every 7 s for 2 s from 20 s on, 3 times;');
    expect(field('Each lasts').value).toBe('2');
  });

  test('come back where they stood, with what was typed, and the keyboard stays with them', async () => {
    const { user } = await openWholeForm();
    await chooseInMemory(user);
    await fill(user, field('Each lasts'), '3');
    await user.click(button('Add another fault'));
    await waitFor(() => expect(document.activeElement).toBe(faultOf('Fault 2')));
    await user.selectOptions(faultOf('Fault 2'), 'Kill processes');
    await user.click(button('Remove fault 1'));
    expect(preview()).not.toContain('a random half cut off');
    await waitFor(() => expect(document.activeElement).toBe(button('Put it back')));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(faultOf('Fault 1')));
    expect(preview()).toContain('a random half cut off every 5 s for 3 s, one node killed every 10 s for 5 s');
    expect(screen.queryByRole('button', { name: 'Put it back' })).toBeNull();
  });

  test('have what was typed for their own other kinds when one above them goes', async () => {
    const { user } = await openWholeForm();
    await chooseInMemory(user);
    await user.click(button('Add another fault'));
    await fill(
      user,
      within(screen.getByRole('group', { name: 'Fault 1' })).getByRole('textbox', { name: 'Each lasts' }),
      '3',
    );
    await user.selectOptions(faultOf('Fault 1'), 'Kill processes');
    await fill(
      user,
      within(screen.getByRole('group', { name: 'Fault 2' })).getByRole('textbox', { name: 'Each lasts' }),
      '4',
    );
    await user.selectOptions(faultOf('Fault 2'), 'Kill processes');
    await user.click(button('Remove fault 1'));
    await user.selectOptions(faultOf('Fault'), 'Partition into random halves');
    expect(field('Each lasts').value).toBe('4');
  });

  test('have the sentence of the one that is chosen', async () => {
    const { user } = await openWholeForm();
    await chooseInMemory(user);
    expect(descriptionOf(faultOf('Fault'))).toMatch(/^Cuts a random minority/);
  });

  test('keep what was typed for a fault while another is looked at', async () => {
    const { user } = await openWholeForm();
    await chooseInMemory(user);
    await user.selectOptions(faultOf('Fault'), 'Kill processes');
    await user.click(radio('A minority'));
    expect(radio('A minority').checked).toBe(true);
    await fill(user, field('Each lasts'), '3');
    await user.selectOptions(faultOf('Fault'), 'Partition with the leader');
    expect(field('Each lasts').value).toBe('3');
    expect(screen.queryByRole('radio', { name: 'A minority' })).toBeNull();
    await user.selectOptions(faultOf('Fault'), 'Kill processes');
    expect(radio('A minority').checked).toBe(true);
  });
});

test('what is wrong is counted above, and leads to its field', async () => {
  const { user } = await openWholeForm();
  await chooseInMemory(user);
  await fill(user, field('Each lasts'), 'x');
  await fill(user, field('Memory limit'), '1');
  const summary = screen.getByRole('region', { name: 'What is wrong' });
  expect(summary.textContent).toContain('2 fields');
  await user.click(within(summary).getByRole('link', { name: /faults\.0\.durationSeconds/ }));
  expect(document.activeElement).toBe(field('Each lasts'));
  await user.click(within(summary).getByRole('link', { name: /checker\.memoryLimitMb/ }));
  expect(document.activeElement).toBe(field('Memory limit'));
});

test('machines are typed a line each, and a mistake names its line', async () => {
  const { user } = await openWholeForm();
  await user.click(radio('My own machines'));
  const lines = screen.getByRole('textbox', { name: 'Nodes' });
  await user.click(lines);
  await user.paste('n1 10.0.0.1\nn2 10.0.0.2:x');
  expect(descriptionOf(lines)).toContain('Line 2: port must be a number');
});

test('a workload has its own fields and checkers, and others can be added', async () => {
  const { user } = await openWholeForm();
  await chooseInMemory(user);
  await fill(user, field('Values'), '7');
  await user.click(radio('A set'));
  expect(field('Share of adds').value).toBe('1');
  expect(screen.queryByRole('textbox', { name: 'Values' })).toBeNull();
  const checkbox = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });
  expect([checkbox('set-full').checked, checkbox('set-full').disabled]).toEqual([true, true]);
  expect(checkbox('sessions').checked).toBe(false);
  await user.click(checkbox('sessions'));
  expect(checkbox('sessions').checked).toBe(true);
  await user.click(radio('One register'));
  expect(field('Values').value).toBe('7');
});

test('another system brings what it has, and nobody is blamed for the rest', async () => {
  const { user } = await openWholeForm();
  await chooseInMemory(user);
  await user.click(radio('A set'));
  await user.click(within(screen.getByRole('group', { name: 'System' })).getByRole('radio', { name: 'Consul' }));
  expect([radio('Stale').checked, radio('Lab').checked, radio('One register').checked]).toEqual([true, true, true]);
  expect(screen.queryByRole('region', { name: 'What is wrong' })).toBeNull();
  expect(button('Consul 1.8 of Debian 11').getAttribute('aria-pressed')).toBe('true');
});

describe('the test as JSON', () => {
  const json = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'The test as JSON' });
  const documentNow = () => JSON.parse(json().value);
  const write = (text: string) => fireEvent.change(json(), { target: { value: text } });
  const summaryOf = (name: string) => descriptionOf(screen.getByRole('button', { name }));

  async function openJson() {
    const page = await openForm();
    await page.user.click(button('JSON'));
    return page;
  }

  test('is what the form says, and follows it', async () => {
    const { user } = await openJson();
    expect(documentNow()).toMatchObject({ name: 'etcd-register', load: { concurrency: 10 } });
    await user.click(button('Load'));
    await fill(user, field('Clients'), '3');
    expect(documentNow().load.concurrency).toBe(3);
    await fill(user, field('Clients'), 'many');
    expect(documentNow().load.concurrency).toBe(3);
    expect(descriptionOf(json())).toMatch(/^What the form said last/);
  });

  test('is in the form as soon as it is valid, whatever it was before', async () => {
    const { user } = await openJson();
    const system = { name: 'memory' };
    write(
      JSON.stringify({ name: 'pasted', cluster: { type: 'memory' }, system, faults: [], load: { concurrency: 7 } }),
    );
    expect(summaryOf('Load')).toMatch(/^7 clients, /);
    expect(summaryOf('Faults')).toBe('no faults');
    // While it is typed it stays as it is; afterwards every default is in it.
    expect(json().value).toMatch(/^\{"name":"pasted"/);
    fireEvent.blur(json());
    expect(documentNow()).toMatchObject({ name: 'pasted', seed: expect.any(Number), recoverySeconds: 10 });
    await user.click(button('Load'));
    await fill(user, field('Clients'), '8');
    expect(documentNow().load.concurrency).toBe(8);
  });

  test('says what is wrong with its path and line, leads there, and leaves the form alone', async () => {
    const { user } = await openJson();
    const text = json().value.replace('"concurrency": 10', '"concurrency": "many"');
    write(text);
    const line = text.split('\n').findIndex((each) => each.includes('many')) + 1;
    expect(descriptionOf(json())).toContain(`Line ${line}: load.concurrency must be a number`);
    expect(json().getAttribute('aria-invalid')).toBe('true');
    expect(summaryOf('Load')).toMatch(/^10 clients, /);
    await user.click(button(new RegExp(`^Line ${line}: `)));
    expect(document.activeElement).toBe(json());
    expect(text.slice(json().selectionStart, json().selectionEnd)).toBe('    "concurrency": "many",');

    write('{"name": ');
    expect(descriptionOf(json())).toContain('Line 1: column 10: the document ends where a value should stand');
    await user.click(button('Back to the form’s'));
    expect(documentNow()).toMatchObject({ name: 'etcd-register', load: { concurrency: 10 } });
  });

  test('that is opened beside mistakes is what the form said last, and mends them', async () => {
    const { user } = await openForm();
    await user.click(button('Load'));
    await fill(user, field('Clients'), 'many');
    await user.click(button('JSON'));
    expect(documentNow().load.concurrency).toBe(10);
    write(json().value.replace('"concurrency": 10', '"concurrency": 12'));
    expect(field('Clients').value).toBe('12');
    expect(screen.queryByRole('region', { name: 'What is wrong' })).toBeNull();
  });

  test('that cannot be read is not passed over by a launch', async () => {
    const { user, visited } = await openJson();
    write('{"name": "another"');
    await user.click(button('Launch'));
    expect(document.activeElement).toBe(json());
    expect([visited, screen.queryByText(/does not answer/)]).toEqual([[], null]);
    await user.click(button('Back to the form’s'));
    await user.click(button('Launch'));
    expect(await screen.findByText(/does not answer/)).toBeTruthy();
  });

  test('gives way where somebody goes on in the form', async () => {
    const { user } = await openJson();
    write('{');
    await user.click(button('Load'));
    await fill(user, field('Clients'), '4');
    expect(documentNow().load.concurrency).toBe(4);
    expect(json().getAttribute('aria-invalid')).toBe('false');
  });
});

test('the command and the request are copied, for this server and without its token', async () => {
  const { user } = await openForm();
  await user.click(radio('Quorum reads hold'));
  await user.click(button('Copy as command'));
  expect(await navigator.clipboard.readText()).toMatch(/^npx clew run etcd-quorum --set seed=\d+$/);
  await user.click(button('Copy as curl'));
  const curl = await navigator.clipboard.readText();
  expect(curl).toContain(`${location.origin}/api/runs`);
  expect(curl).toContain('Bearer $CLEW_TOKEN');
});
