import type { ReactNode } from 'react';
import classes from './panel.module.css';

export function Panel({ children, className, label }: { children: ReactNode; className?: string | undefined; label?: string | undefined }) {
  return (
    <section className={[classes.panel, className].filter(Boolean).join(' ')} aria-label={label}>
      {children}
    </section>
  );
}

export function PanelTitle({ children, side }: { children: ReactNode; side?: ReactNode }) {
  return (
    <header className={classes.title}>
      <h2>{children}</h2>
      {side ? <div className={classes.side}>{side}</div> : null}
    </header>
  );
}

export interface FactRow {
  label: string;
  value: ReactNode;
}

/** Label and value in two aligned columns. */
export function Facts({ rows }: { rows: FactRow[] }) {
  return (
    <dl className={classes.facts}>
      {rows.map((row) => (
        <div key={row.label}>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
