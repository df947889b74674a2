import { useEffect, useMemo, useState } from 'react';

export interface Player {
  playing: boolean;
  positionMs: number;
  failed: boolean;
  speed: number;
  toggle: () => void;
  seek: (ms: number) => void;
  setSpeed: (speed: number) => void;
}

/** Plays one address at a time; stops when the component goes. */
export function usePlayer(address: string): Player {
  const audio = useMemo(() => {
    const element = new Audio();
    element.preload = 'metadata';
    element.src = address;
    return element;
  }, [address]);
  const [playing, setPlaying] = useState(false);
  const [positionMs, setPositionMs] = useState(0);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeedState] = useState(1);

  useEffect(() => {
    setPlaying(false);
    setPositionMs(0);
    setFailed(false);
    let frame = 0;
    const follow = (): void => {
      setPositionMs(audio.currentTime * 1000);
      if (!audio.paused) frame = requestAnimationFrame(follow);
    };
    const listeners: Record<string, () => void> = {
      play: () => {
        setPlaying(true);
        frame = requestAnimationFrame(follow);
      },
      pause: () => setPlaying(false),
      ended: () => setPlaying(false),
      seeked: follow,
      error: () => setFailed(true),
    };
    for (const [name, listener] of Object.entries(listeners)) audio.addEventListener(name, listener);
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) audio.removeEventListener(name, listener);
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    };
  }, [audio]);

  return {
    playing,
    positionMs,
    failed,
    speed,
    toggle: () => {
      if (audio.paused) void audio.play().catch(() => setFailed(true));
      else audio.pause();
    },
    seek: (ms) => {
      audio.currentTime = ms / 1000;
      setPositionMs(ms);
    },
    setSpeed: (value) => {
      audio.playbackRate = value;
      setSpeedState(value);
    },
  };
}
