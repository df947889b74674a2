/**
 * One tab of a person owns the audio; the others say so and can take over.
 * The tabs agree over a Web Lock, which the browser frees when a tab dies.
 */
export interface AudioClaim {
  release(): void;
}

const kLock = 'peal-audio';

/**
 * Asks for the audio. `changed(true)` when this tab owns it, `changed(false)`
 * when another does. With `steal`, the present owner loses it at once.
 */
export function claimAudio(steal: boolean, changed: (owned: boolean) => void): AudioClaim {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    // Browsers without locks are older than WebRTC as we need it; one tab then.
    changed(true);
    return { release: () => undefined };
  }
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  let over = false;
  const own = async (lock: Lock | null): Promise<void> => {
    if (over) return;
    changed(lock !== null);
    // Not ours: wait until the other tab goes, then own it after all.
    await (lock ? held : locks.request(kLock, own));
  };
  const asked = steal ? locks.request(kLock, { steal: true }, own) : locks.request(kLock, { ifAvailable: true }, own);
  asked.catch(() => {
    // The lock was stolen: another tab has taken over.
    if (!over) changed(false);
  });
  return {
    release() {
      over = true;
      free();
    },
  };
}
