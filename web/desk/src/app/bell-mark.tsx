/** The mark of Peal: a bell. */
export function BellMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f7368" />
      <path d="M16 6.5c-4.4 0-6.6 3.2-6.6 7.4v4.3l-2 3.4h17.2l-2-3.4v-4.3c0-4.200-2.200-7.400-6.600-7.400z" fill="#fff" />
      <path d="M13.300 23.600a2.700 2.700 0 0 0 5.400 0z" fill="#fff" />
    </svg>
  );
}
