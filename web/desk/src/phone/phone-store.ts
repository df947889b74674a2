import { create } from 'zustand';
import type { LegQuality, LegState, PhoneState } from '@peal/softphone';
import type { MicrophoneFault } from '@peal/softphone/devices';

/** What this tab knows of its own audio. */
export interface PhoneView {
  phone: PhoneState;
  leg: LegState;
  /** Why the last leg ended, in JsSIP's words; only for the echo call's report. */
  legCause: string;
  muted: boolean;
  /** Whether this tab owns the audio; null while the tabs are still agreeing. */
  owned: boolean | null;
  microphone: 'closed' | 'open';
  fault: MicrophoneFault | null;
  quality: LegQuality | null;
}

export const usePhone = create<PhoneView>(() => ({
  phone: 'off',
  leg: 'none',
  legCause: '',
  muted: false,
  owned: null,
  microphone: 'closed',
  fault: null,
  quality: null,
}));
