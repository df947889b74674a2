import { Skeleton } from '@mantine/core';

/** Holds the place of something that is being loaded, inside a panel. */
export function LoadingBox({ height }: { height: number }) {
  return (
    <div style={{ padding: 14 }}>
      <Skeleton height={height} />
    </div>
  );
}
