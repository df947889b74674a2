import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { agentView } from '../../../tests/fixtures/live';
import { useLive } from '../live/store';
import { asked, posts, press, setStage, settle, show } from '../../../tests/fixtures/call-stage';

setStage();

describe('a transfer', () => {
  const open = async (): Promise<void> => {
    show('talking');
    press('F9');
    await settle();
  };
  beforeEach(() => {
    useLive.setState({
      agents: Object.fromEntries([agentView(0, { state: 'talking' }), agentView(1), agentView(7, { status: 'signed_out' })].map((one) => [one.id, one])),
    });
  });

  test('is opened by its key, and asks or sends whom one types', async () => {
    await open();
    fireEvent.change(screen.getByRole('textbox', { name: /Colleague/ }), { target: { value: '01088880000' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ask first: 01088880000' }));
    await settle();
    expect(asked.find((one) => one.path.endsWith('/consult'))?.body).toEqual({ number: '01088880000' });
  });

  test('asks the first one who fits on Enter, and never oneself', async () => {
    await open();
    const field = screen.getByRole('textbox', { name: /Colleague/ });
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    expect(asked.find((one) => one.path.endsWith('/consult'))?.body).toEqual({ agent: agentView(1).id });
    expect(screen.queryByRole('button', { name: `Send: ${agentView(0).name}` })).toBeNull();
  });

  test('says why somebody cannot be rung', async () => {
    await open();
    const send = screen.getByRole('button', { name: `Send: ${agentView(7).name}` });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(send);
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByText('Not signed in')).toBeDefined();
  });

  test('while asking, the bar swaps, completes and cancels', async () => {
    show('consulting');
    for (const name of ['Swap', 'Cancel']) fireEvent.click(screen.getByRole('button', { name }));
    fireEvent.click(screen.getAllByRole('button', { name: 'Transfer' }).at(-1) as HTMLElement);
    await settle();
    expect(posts()).toEqual(['swap', 'cancel-consult', 'complete-transfer']);
  });

  test('all three are joined by button or by key, and once they are the bar says how to go on', async () => {
    show('consulting');
    fireEvent.click(screen.getByRole('button', { name: 'Join all three' }));
    await settle();
    fireEvent.keyDown(document.body, { code: 'F9', key: 'F9', shiftKey: true });
    await settle();
    expect(posts()).toEqual(['join', 'join']);
  });

  test('in a call of three one leaves, puts the third out, or parts it', async () => {
    show('joined');
    expect(screen.queryByRole('button', { name: 'Join all three' })).toBeNull();
    for (const name of [/^Part/, 'Leave the call', 'Put the third out']) fireEvent.click(screen.getByRole('button', { name }));
    await settle();
    expect(posts()).toEqual(['swap', 'complete-transfer', 'cancel-consult']);
  });
});
