// @vitest-environment happy-dom
/** The form by itself: what it says of mistakes, what it keeps, and what a choice asks for. */
import { screen, within } from '@testing-library/react';
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

async function chooseInMemory(user: UserEvent): Promise<void> {
  await user.click(within(screen.getByRole('region', { name: 'Presets' })).getByRole('radio', { name: /In-memory/ }));
  await user.click(button(/^In memory, with a stale-read bug/));
}

beforeEach(() => sessionStorage.clear());

describe('the form', () => {
  test('tells mistakes beside their fields, goes to the first, and sends nothing', async () => {
    const { user, visited } = await openForm();
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
    const first = await openForm();
    await chooseInMemory(first.user);
    await fill(first.user, field('Clients'), 'many');
    await fill(first.user, field('Time'), '0');
    first.unmount();
    const { user } = await openForm();
    expect(field('Clients').value).toBe('many');
    expect(field('Time').value).toBe('0');
    await user.click(button('Launch'));
    expect(field('Clients').getAttribute('aria-invalid')).toBe('true');
  });

  test('takes back a preset that replaced what was typed', async () => {
    const { user } = await openForm();
    await fill(user, field('Name'), 'mine');
    await user.click(button(/^Quorum reads hold/));
    expect(field('Name').value).toBe('etcd-quorum');
    expect(radio('Quorum').checked).toBe(true);
    await user.click(button('Put it back'));
    expect(field('Name').value).toBe('mine');
  });

  test('asks of each choice of a version for what it needs, and keeps it', async () => {
    const { user } = await openForm();
    await user.click(button(/^Quorum reads hold/));
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
