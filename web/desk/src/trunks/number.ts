/** What may be typed between the digits of a number is taken out. */
export function bareNumber(typed: string): string {
  return typed.replace(/[\s().-]/g, '');
}

export function callable(number: string): boolean {
  return /^\+?[0-9*#]{1,31}$/.test(number);
}
