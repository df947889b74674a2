export const kMostPinDigits = 12;

/** Whether it could be a PIN; the server has the last word. */
export function isPin(typed: string): boolean {
  return /^\d{4,12}$/.test(typed);
}
