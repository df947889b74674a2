import { describe, expect, it } from 'vitest';
import { bareNumber, callable } from './number';

describe('the number of a test call', () => {
  it('may be typed the way people write numbers', () => {
    expect(bareNumber('+86 (10) 8888-0000')).toBe('+861088880000');
    expect(callable(bareNumber('138 1029 8208'))).toBe(true);
    expect(callable('*43#')).toBe(true);
  });
  it('is nothing else', () => {
    for (const wrong of ['', '+', 'sip:a@b', '1+2', '++86', '1'.repeat(40)]) expect(callable(wrong)).toBe(false);
  });
});
