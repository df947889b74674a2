import { NumberInput, Text } from '@peal/ui';
import type { Choice } from './fields';
import classes from './entries.module.css';

const kMost = 10;

interface SkillsInputProps {
  label: string;
  description: string | undefined;
  error: string | undefined;
  skills: Choice[];
  /** JSON of the levels by skill, as the entry has them. */
  value: string;
  onChange: (value: string) => void;
}

/** How well an agent can do what; 0 takes a skill away. */
export function SkillsInput({ label, description, error, skills, value, onChange }: SkillsInputProps) {
  const levels = (value === '' ? {} : JSON.parse(value)) as Record<string, number>;
  const set = (skill: string, level: number): void => {
    const wanted = Object.entries({ ...levels, [skill]: level }).filter(([, one]) => one !== 0);
    onChange(JSON.stringify(Object.fromEntries(wanted)));
  };
  return (
    <fieldset className={classes.skills}>
      <legend>{label}</legend>
      {description ? <Text size="xs" c="dimmed">{description}</Text> : null}
      <div className={classes.levels}>
        {skills.map((skill) => (
          <NumberInput key={skill.value} label={skill.label} value={levels[skill.value] ?? 0} min={0} max={kMost} allowDecimal={false} onChange={(level) => set(skill.value, Number(level) || 0)} />
        ))}
      </div>
      {error ? <Text size="xs" c="red" role="alert">{error}</Text> : null}
    </fieldset>
  );
}
