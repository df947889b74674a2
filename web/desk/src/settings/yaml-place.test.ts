import { expect, test } from 'vitest';
import { offsetOf, placeOf } from './yaml-place';

test('finds the place of a mistake in what the server says', () => {
  expect(placeOf('line 12, column 3', '')).toEqual({ line: 12, column: 3 });
  expect(placeOf('12:3', '')).toEqual({ line: 12, column: 3 });
  expect(placeOf('', '第 7 行第 2 列：未知的键')).toEqual({ line: 7, column: 2 });
  expect(placeOf('', 'Unknown key at line 4')).toEqual({ line: 4, column: null });
  expect(placeOf('queues.sales.skills', 'There is no skill of that name.')).toBeNull();
});

test('leads to the caret', () => {
  const text = 'a: 1\nbb: 2\nccc: 3';
  expect(text.slice(offsetOf(text, { line: 2, column: 3 }))).toBe(': 2\nccc: 3');
  expect(offsetOf(text, { line: 99, column: 1 })).toBe(text.length);
});
