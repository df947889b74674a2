/** Plays what the other side says. */
export interface RemoteAudio {
  close(): void;
}

export function connectRemoteAudio(connection: RTCPeerConnection): RemoteAudio {
  const element = new Audio();
  element.autoplay = true;
  const play = (stream: MediaStream): void => {
    element.srcObject = stream;
    // The sign-in click has unlocked sound; a refusal here means that the leg
    // ended before it began, and the leg's own event says so.
    void element.play().catch(() => undefined);
  };
  const onTrack = (event: RTCTrackEvent): void => play(event.streams[0] ?? new MediaStream([event.track]));
  connection.addEventListener('track', onTrack);
  const already = connection.getReceivers().map((receiver) => receiver.track).filter((track) => track?.kind === 'audio');
  if (already.length > 0) play(new MediaStream(already));
  return {
    close() {
      connection.removeEventListener('track', onTrack);
      element.pause();
      element.srcObject = null;
    },
  };
}
