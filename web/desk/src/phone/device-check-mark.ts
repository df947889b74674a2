const kKey = 'peal.device-checked';

/** Whether microphone and speaker were checked since this session was opened. */
export function checkedFor(session: string): boolean {
  return localStorage.getItem(kKey) === session;
}

export function markChecked(session: string): void {
  localStorage.setItem(kKey, session);
}
