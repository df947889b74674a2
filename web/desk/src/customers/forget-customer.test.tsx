import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Role } from '@peal/api-client';
import { startTexts } from '@peal/i18n';
import { PealUi } from '@peal/ui';
import { customers, meAs } from '../../../tests/fixtures/people';
import { queryClient } from '../server/query-client';
import { meQuery } from '../session/use-me';
import { CustomerCard } from './customer-card';

const customer = customers[0] ?? fail();
const deleted: string[] = [];
let answer: () => Response;
const left = vi.fn(() => Promise.resolve());

function fail(): never {
  throw new Error('no customer in the fixtures');
}

const problem = (status: number, code: string, detail: string) =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }), {
    status, headers: { 'Content-Type': 'application/problem+json' },
  });

function show(role: Role, onForgotten: (() => Promise<void>) | null = left): void {
  queryClient.setQueryData(meQuery.queryKey, meAs(role));
  render(
    <PealUi>
      <QueryClientProvider client={queryClient}>
        <CustomerCard customer={customer} {...(onForgotten ? { onForgotten } : {})} />
      </QueryClientProvider>
    </PealUi>,
  );
}

const opener = () => screen.queryByRole('button', { name: 'Forget for good' });
const dialog = () => screen.findByRole('dialog', { name: `Forget ${customer.name} for good?` });

/** The dialog, with something typed. */
async function asks(typed: string) {
  fireEvent.click(opener() ?? fail());
  const opened = await dialog();
  const field = screen.getByRole('textbox', { name: 'Type the word "forget"' });
  fireEvent.change(field, { target: { value: typed } });
  return { opened, submit: () => void fireEvent.submit(field.closest('form') ?? fail()) };
}

beforeAll(async () => {
  await startTexts('en-US');
});
beforeEach(() => {
  deleted.length = 0;
  left.mockClear();
  queryClient.clear();
  answer = () => new Response(null, { status: 204 });
  vi.stubGlobal('fetch', (request: Request) => {
    if (request.method === 'DELETE') deleted.push(new URL(request.url).pathname);
    return Promise.resolve(answer());
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe('forgetting a customer', () => {
  test('is for administrators, and where the card can be left', () => {
    show('supervisor');
    expect(opener()).toBeNull();
  });
  test('is not offered beside a call', () => {
    show('administrator', null);
    expect(opener()).toBeNull();
  });
  test('says what is destroyed and that it is for good, and does nothing without the word', async () => {
    show('administrator');
    const { opened, submit } = await asks('forge');
    for (const words of ['the card, with', 'the sound of the recordings', 'all texts', 'cannot be undone']) expect(opened.textContent).toContain(words);
    submit();
    expect(within(opened).getByRole('button', { name: 'Forget for good' }).getAttribute('aria-disabled')).toBe('true');
    expect(deleted).toEqual([]);
  });
  test('leaves the card, and nothing that was read of the person stays in the page', async () => {
    show('administrator');
    for (const key of [['customer', customer.id], ['history', customer.id, undefined], ['calls', {}]]) queryClient.setQueryData(key, customer);
    const { submit } = await asks(' Forget ');
    submit();
    await waitFor(() => expect(left).toHaveBeenCalledOnce());
    expect(deleted).toEqual([`/api/customers/${customer.id}`]);
    await waitFor(() => expect(queryClient.getQueryCache().getAll().map(({ queryKey }) => queryKey)).toEqual([meQuery.queryKey]));
  });
  test('tells in words why it is not possible in a contact, and can be tried again', async () => {
    const sentence = 'The customer is in a contact, or its wrap-up is not over. Try again later.';
    answer = () => problem(409, 'conflict', sentence);
    show('administrator');
    const { submit } = await asks('forget');
    submit();
    expect((await screen.findByText(sentence)).closest('[role=alert]')).not.toBeNull();
    expect(left).not.toHaveBeenCalled();
    answer = () => new Response(null, { status: 204 });
    submit();
    await waitFor(() => expect(left).toHaveBeenCalledOnce());
    expect(deleted).toHaveLength(2);
  });
});
