import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { agentView } from '../../../tests/fixtures/live';
import { press, setStage, settle, showInternal } from '../../../tests/fixtures/call-stage';
import { usePhone } from '../phone/phone-store';

const phone = vi.hoisted(() => ({ answerLeg: vi.fn(), declineLeg: vi.fn(), hangUpLeg: vi.fn(), muteLeg: vi.fn(), sendLegDigit: vi.fn() }));
vi.mock('../phone/phone', () => phone);
setStage();
beforeEach(() => vi.clearAllMocks());

const inRoom = () => agentView(0, { state: 'internal_call', internal: { with: null, called: false, connected: false } });

describe('a call without a customer', () => {
  test('takes keys, for the PIN of a conference, and does not show them', async () => {
    usePhone.setState({ leg: 'connected' });
    showInternal(inRoom());
    fireEvent.keyDown(document.body, { code: 'Digit4', key: '4' });
    fireEvent.click(screen.getByRole('button', { name: /^Keypad/ }));
    await settle();
    fireEvent.click(await screen.findByText('7'));
    await settle();
    expect(phone.sendLegDigit.mock.calls).toEqual([['4'], ['7']]);
    expect(screen.getByLabelText('Sent').textContent).toBe('••');
  });
  test('is muted by the same key as any other', async () => {
    usePhone.setState({ leg: 'connected' });
    showInternal(inRoom());
    press('F4');
    await settle();
    expect(phone.muteLeg).toHaveBeenCalledWith(true);
  });
  test('has neither before it is answered', () => {
    usePhone.setState({ leg: 'calling' });
    showInternal(inRoom());
    expect(screen.queryByRole('button', { name: /^Keypad/ })).toBeNull();
    fireEvent.keyDown(document.body, { code: 'Digit4', key: '4' });
    expect(phone.sendLegDigit).not.toHaveBeenCalled();
  });
});
