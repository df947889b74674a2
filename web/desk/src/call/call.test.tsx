import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { id } from '../../../tests/fixtures/ids';
import { useLive } from '../live/store';
import { usePhone } from '../phone/phone-store';
import { asked, posts, press, setStage, settle, show } from '../../../tests/fixtures/call-stage';

setStage();

describe('a call', () => {
  test('hold and mute are asked of the server, by button and by key', async () => {
    show('talking');
    fireEvent.click(screen.getByRole('button', { name: /^Hold/ }));
    press('F4');
    await settle();
    expect(posts()).toEqual(['hold', 'mute']);
    expect(asked.find((one) => one.path.endsWith('mute'))?.body).toEqual({ on: true });
  });

  test('the key ends it only when pressed twice', async () => {
    show('talking');
    press('F2', { shiftKey: true });
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByText('Again to end')).toBeDefined();
    press('F2', { shiftKey: true });
    await settle();
    expect(posts()).toEqual(['hang-up']);
  });

  test('Escape never ends it', async () => {
    show('talking');
    press('Escape');
    await settle();
    expect(posts()).toEqual([]);
  });

  test('typed digits go to the keypad, but not out of the notes', async () => {
    show('talking');
    fireEvent.keyDown(document.body, { code: 'Digit5', key: '5' });
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Notes' }), { code: 'Digit6', key: '6' });
    await settle();
    expect(asked.filter((one) => one.path.endsWith('digits')).map((one) => one.body)).toEqual([{ digits: '5' }]);
  });

  test('keys are left alone while a word is being composed', async () => {
    show('talking');
    press('F8', { isComposing: true });
    await settle();
    expect(posts()).toEqual([]);
  });

  test('a button that is off says why and does nothing', async () => {
    show('held');
    const keypad = screen.getByRole('button', { name: /^Keypad/ });
    expect(keypad.getAttribute('aria-disabled')).toBe('true');
    fireEvent.focus(keypad);
    fireEvent.click(keypad);
    fireEvent.keyDown(document.body, { code: 'Digit5', key: '5' });
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByRole('button', { name: /^Retrieve/ }).getAttribute('aria-pressed')).toBe('true');
  });
});

describe('notes', () => {
  test('are saved when typing pauses', async () => {
    vi.useFakeTimers();
    show('talking');
    fireEvent.change(screen.getByRole('textbox', { name: 'Notes' }), { target: { value: 'wants a filter 滤芯' } });
    expect(screen.getByText('Saving')).toBeDefined();
    await act(() => vi.advanceTimersByTimeAsync(1000));
    expect(asked.filter((one) => one.method === 'PUT').map((one) => one.body)).toEqual([{ notes: 'wants a filter 滤芯' }]);
    expect(screen.getByText('Saved')).toBeDefined();
  });

  test('are kept while the line is lost and saved when it is back', async () => {
    vi.useFakeTimers();
    useLive.setState({ link: 'waiting' });
    show('talking');
    fireEvent.change(screen.getByRole('textbox', { name: 'Notes' }), { target: { value: 'kept' } });
    await act(() => vi.advanceTimersByTimeAsync(5000));
    expect(asked.filter((one) => one.method === 'PUT')).toEqual([]);
    expect(screen.getByText('Kept here until the connection is back')).toBeDefined();
    expect(sessionStorage.getItem('peal.notes')).toContain('kept');
    await act(async () => {
      useLive.setState({ link: 'open' });
      await vi.advanceTimersByTimeAsync(1000);
    });
    expect(asked.filter((one) => one.method === 'PUT').map((one) => one.body)).toEqual([{ notes: 'kept' }]);
  });
});

describe('the wrap-up', () => {
  test('a digit picks the disposition, Enter is done with it', async () => {
    show('wrapUp');
    press('Digit2');
    press('Enter');
    await settle();
    expect(asked.find((one) => one.path.endsWith('finish'))?.body).toEqual({ disposition: id(302) });
  });

  test('more time is asked of the server', async () => {
    show('wrapUp');
    fireEvent.click(screen.getByRole('button', { name: '30 s more' }));
    await settle();
    expect(asked.find((one) => one.path.endsWith('extend-wrap-up'))?.body).toEqual({ seconds: 30 });
  });
});

describe('an offer', () => {
  test('shows who calls and rejects by the server', async () => {
    show('offered');
    expect(screen.getByRole('heading', { name: '王芳' })).toBeDefined();
    expect(screen.getByText('Beijing')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Reject' }));
    await settle();
    expect(posts()).toEqual(['reject']);
  });

  test('says why it cannot be answered here', () => {
    usePhone.setState({ owned: false });
    show('offered');
    expect(screen.getByText('Another tab has the audio. Take it over first.')).toBeDefined();
  });
});
