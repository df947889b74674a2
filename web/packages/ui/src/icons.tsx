import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
  className?: string;
}

// Drawn on a grid of 20 with strokes of 1.6, so that all look like one hand.
function drawn(shape: ReactNode) {
  return function Icon({ size = 18, className }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        className={className}
      >
        {shape}
      </svg>
    );
  };
}

const handset = 'M4.4 3.2h2.3l1.4 3.6-1.7 1.3a9 9 0 0 0 4.5 4.5l1.3-1.7 3.6 1.4v2.3a1.4 1.4 0 0 1-1.5 1.4A12 12 0 0 1 3 4.7a1.4 1.4 0 0 1 1.4-1.5z';

export const IconPhone = drawn(<path d={handset} />);
export const IconHangUp = drawn(<path d="M2.6 12.4c0-4.4 14.8-4.4 14.8 0v1.4a.8.8 0 0 1-1 .8l-2.8-.7a.8.8 0 0 1-.6-.8v-1.7a10 10 0 0 0-6 0v1.7a.8.8 0 0 1-.6.8l-2.8.7a.8.8 0 0 1-1-.8z" />);
export const IconPause = drawn(<path d="M7 4.5v11M13 4.5v11" />);
export const IconPlay = drawn(<path d="M6 4.2v11.6L15.4 10z" />);
export const IconMicrophone = drawn(<><rect x="7.4" y="2.4" width="5.2" height="9.2" rx="2.6" /><path d="M4.6 9.6a5.4 5.4 0 0 0 10.8 0M10 15v2.6" /></>);
export const IconMicrophoneOff = drawn(<><path d="M12.6 8.4V5a2.6 2.6 0 0 0-5-.9M7.4 7.4V9a2.6 2.6 0 0 0 4 2.2M4.6 9.6a5.4 5.4 0 0 0 8.6 4.3M15.3 10.6l.1-1M10 15v2.6M3 3l14 14" /></>);
export const IconKeypad = drawn(<g strokeWidth="2.2"><path d="M5 4.5h0M10 4.5h0M15 4.5h0M5 9h0M10 9h0M15 9h0M5 13.5h0M10 13.5h0M15 13.5h0M10 17.6h0" /></g>);
export const IconRecord = drawn(<><circle cx="10" cy="10" r="7" /><circle cx="10" cy="10" r="3" fill="currentColor" stroke="none" /></>);
export const IconSearch = drawn(<><circle cx="8.8" cy="8.8" r="5.4" /><path d="m13 13 4 4" /></>);
export const IconSun = drawn(<><circle cx="10" cy="10" r="3.4" /><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.5 1.5M14.2 14.2l1.5 1.5M15.7 4.3l-1.5 1.5M5.8 14.2l-1.5 1.5" /></>);
export const IconMoon = drawn(<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z" />);
export const IconHeadset = drawn(<><path d="M3.5 12.5V10a6.5 6.5 0 0 1 13 0v2.5" /><rect x="2.8" y="11" width="3" height="5" rx="1.2" /><rect x="14.2" y="11" width="3" height="5" rx="1.2" /><path d="M16.5 16c0 1.4-1.6 2-4 2" /></>);
export const IconUser = drawn(<><circle cx="10" cy="6.8" r="3.4" /><path d="M3.6 17a6.4 6.4 0 0 1 12.8 0" /></>);
export const IconUsers = drawn(<><circle cx="7.6" cy="7" r="3" /><path d="M2.2 16.4a5.4 5.4 0 0 1 10.8 0M13 4.2a3 3 0 0 1 0 5.6M14.6 12a5.4 5.4 0 0 1 3.2 4.4" /></>);
export const IconBoard = drawn(<><path d="M3 16.5V10M8 16.5V4M13 16.5v-9M17.4 16.5H2.4" /><path d="M17 16.5v-4" /></>);
export const IconCalls = drawn(<><path d="M3 5h8M3 10h6M3 15h8" /><path d="m13.5 8.5 3-3M13.5 5.5h3v3M16.5 14h-3.4" /></>);
export const IconWave = drawn(<path d="M2.5 10h1.4M5.6 7.4v5.2M8.5 4.2v11.6M11.4 6.6v6.8M14.3 8.4v3.2M17.4 10h-.8" />);
export const IconSettings = drawn(<><path d="M3 5.5h7M14 5.5h3M3 10h2M9 10h8M3 14.5h8M15 14.5h2" /><circle cx="12" cy="5.5" r="1.8" /><circle cx="7" cy="10" r="1.8" /><circle cx="13" cy="14.5" r="1.8" /></>);
export const IconTrunk = drawn(<><path d="M3 6.5h4.5c3 0 2 7 5 7H17M3 13.5h4.5c1.2 0 1.8-1 2.2-2.2M11 8.2c.4-1 .9-1.7 1.9-1.7H17" /><path d="m15 4.5 2 2-2 2M15 11.5l2 2-2 2" /></>);
export const IconShield = drawn(<><path d="M10 2.5 16 5v4.6c0 3.7-2.5 6.6-6 7.9-3.5-1.3-6-4.2-6-7.9V5z" /><path d="m7.2 9.8 2 2 3.6-3.8" /></>);
export const IconKey = drawn(<><circle cx="6.4" cy="13.2" r="3.4" /><path d="m9 10.8 7-7M13.4 6.4l2.4 2.4" /></>);
export const IconCheck = drawn(<path d="m4 10.5 4 4 8-9" />);
export const IconCross = drawn(<path d="m5 5 10 10M15 5 5 15" />);
export const IconAlert = drawn(<><path d="M10 3 18 16.5H2z" /><path d="M10 8.4v3.4M10 14h0" /></>);
export const IconCalendar = drawn(<><rect x="3" y="4.5" width="14" height="12.5" rx="1.6" /><path d="M3 8.5h14M7 2.8v3M13 2.8v3" /></>);
export const IconClock = drawn(<><circle cx="10" cy="10" r="7" /><path d="M10 6v4.2l2.8 1.6" /></>);
export const IconChevron = drawn(<path d="m5.5 8 4.5 4.5L14.5 8" />);
export const IconSignOut = drawn(<path d="M8 3.5H4.5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H8M12.5 6.5 16 10l-3.5 3.5M16 10H7.5" />);
export const IconSpeaker = drawn(<path d="M3 8v4h3l4 3.4V4.6L6 8zM13 7.4a3.6 3.6 0 0 1 0 5.2M15.2 5a7 7 0 0 1 0 10" />);
export const IconDownload = drawn(<path d="M10 3v9M6.2 8.6 10 12.4l3.8-3.8M3.5 16.5h13" />);
export const IconHelp = drawn(<><circle cx="10" cy="10" r="7.2" /><path d="M7.9 8a2.2 2.2 0 1 1 3 2c-.6.3-.9.7-.9 1.4M10 13.8h0" /></>);
export const IconGlobe = drawn(<><circle cx="10" cy="10" r="7.2" /><path d="M2.8 10h14.4M10 2.8c4.4 4.6 4.4 9.8 0 14.4M10 2.8c-4.4 4.6-4.4 9.8 0 14.4" /></>);
export const IconSignal = drawn(<path d="M4 16v-2.5M8 16v-5M12 16V8M16 16V4.5" />);
export const IconPlus = drawn(<path d="M10 4v12M4 10h12" />);
export const IconEdit = drawn(<path d="M3.5 16.5V13.6L13 4.1l2.9 2.9-9.5 9.5zM11.2 5.9l2.9 2.9" />);
export const IconQueue = drawn(<><circle cx="4.6" cy="10" r="2" /><circle cx="10.4" cy="10" r="2" /><path d="M14 7.4 16.6 10 14 12.6" /></>);
