import classes from './key-cap.module.css';

/** A key as it is written on the keyboard; takes the colour of what it stands in. */
export function KeyCap({ children }: { children: string }) {
  return <kbd className={classes.cap}>{children.replace('Shift+', '⇧')}</kbd>;
}
