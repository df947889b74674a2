export type MicrophoneFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

/** Why no microphone could be opened; `fault` is the key of a translated sentence. */
export class MicrophoneError extends Error {
  constructor(readonly fault: MicrophoneFault) {
    super(`No microphone: ${fault}`);
  }
}

/** Whether a microphone opens without asking anybody; false where the browser does not say. */
export async function microphoneAllowed(): Promise<boolean> {
  return (await permission())?.state === 'granted';
}

/** Calls back when a device or the leave to use it came or went, until the returned function is called. */
export function watchMicrophones(changed: () => void): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const over = new AbortController();
  media?.addEventListener('devicechange', changed, { signal: over.signal });
  void permission().then((status) => status?.addEventListener('change', changed, { signal: over.signal }));
  return () => over.abort();
}

async function permission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'microphone' });
  } catch {
    // Older browsers have no such question.
    return null;
  }
}

/** Opens a microphone; the caller closes it with closeMicrophone(). */
export async function openMicrophone(deviceId?: string): Promise<MediaStream> {
  // Browsers hide media devices on pages without HTTPS, loopback excepted.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) throw new MicrophoneError('insecure');
  try {
    return await media.getUserMedia({
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
      },
    });
  } catch (error) {
    throw new MicrophoneError(faultOf(error instanceof Error ? error.name : ''));
  }
}

export function closeMicrophone(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Microphones with their names; names are empty until one has been opened. */
export async function listMicrophones(): Promise<{ id: string; name: string }[]> {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const devices = (await media?.enumerateDevices()) ?? [];
  return devices
    .filter((device) => device.kind === 'audioinput')
    .map((device) => ({ id: device.deviceId, name: device.label }));
}

function faultOf(name: string): MicrophoneFault {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'unknown';
}
