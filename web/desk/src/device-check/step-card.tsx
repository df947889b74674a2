import type { ReactNode } from 'react';
import { IconCheck, Panel } from '@peal/ui';
import classes from './step-card.module.css';

interface StepCardProps {
  number: number;
  title: string;
  help: string;
  done: boolean;
  icon: ReactNode;
  children: ReactNode;
}

export function StepCard({ number, title, help, done, icon, children }: StepCardProps) {
  return (
    <Panel label={title} className={classes.card}>
      <header className={classes.head}>
        <span className={classes.number} data-done={done || undefined}>
          {done ? <IconCheck size={15} /> : number}
        </span>
        <h2>{title}</h2>
        <span className={classes.icon}>{icon}</span>
      </header>
      <p className={classes.help}>{help}</p>
      <div className={classes.body}>{children}</div>
    </Panel>
  );
}
