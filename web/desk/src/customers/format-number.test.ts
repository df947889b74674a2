import { expect, test } from 'vitest';
import { formatNumber } from './format-number';

test('numbers are written in groups, names stay', () => {
  expect(formatNumber('+8613810298208')).toBe('+86 138 1029 8208');
  expect(formatNumber('+861088886666')).toBe('+86 10 8888 6666');
  expect(formatNumber('+862888886666')).toBe('+86 28 8888 6666');
  expect(formatNumber('+867558888666')).toBe('+86 755 888 8666');
  expect(formatNumber('+12025550147')).toBe('+1 202 555 0147');
  expect(formatNumber('alice')).toBe('alice');
});
