import { useEffect, useRef, useState } from 'preact/hooks';
import type { Texts } from './texts';
import type { Visitor } from './visitor';

export type VisitorField = keyof Visitor;

interface VisitorFormProps {
  t: Texts;
  visitor: Visitor;
  /** What the server did not accept of the last try. */
  refused: { field: VisitorField; text: string } | null;
  onCall: (visitor: Visitor) => void;
}

// As api/openapi.yaml bounds them; the server checks again.
const kNameMax = 100;
const kPhoneMax = 40;

/** Who is calling, asked before the call: the agent sees it before the first ring. */
export function VisitorForm({ t, visitor, refused, onCall }: VisitorFormProps) {
  const [draft, setDraft] = useState(visitor);
  const [missing, setMissing] = useState(false);
  const [fault, setFault] = useState(refused);
  const name = useRef<HTMLInputElement>(null);
  const phone = useRef<HTMLInputElement>(null);
  const start = useRef<HTMLButtonElement>(null);
  // Where to begin; later the focus is the customer's.
  const first = useRef<VisitorField | 'start'>(refused?.field ?? (visitor.name ? 'start' : 'name'));
  useEffect(() => {
    const field = { name, phone, start }[first.current];
    field.current?.focus();
  }, []);

  const change = (field: VisitorField, value: string): void => {
    setDraft({ ...draft, [field]: value });
    setMissing(false);
    if (fault?.field === field) setFault(null);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const said = { name: draft.name.trim(), phone: draft.phone.trim() };
    if (said.name) {
      onCall(said);
      return;
    }
    setMissing(true);
    name.current?.focus();
  };
  const problem = (field: VisitorField): string => {
    if (field === 'name' && missing) return t.needName;
    return fault?.field === field ? fault.text : '';
  };
  const input = (field: VisitorField, label: string, hint: string, rest: Record<string, unknown>) => (
    <label>
      <span>{label}</span>
      <input
        ref={field === 'name' ? name : phone}
        value={draft[field]}
        aria-invalid={problem(field) !== ''}
        aria-describedby={`peal-${field}`}
        onInput={(event) => change(field, event.currentTarget.value)}
        {...rest}
      />
      <small id={`peal-${field}`} role={problem(field) ? 'alert' : undefined} data-fault={problem(field) !== '' || undefined}>
        {problem(field) || hint}
      </small>
    </label>
  );
  return (
    <form class="visitor" onSubmit={submit} noValidate>
      {input('name', t.name, '', { autocomplete: 'name', maxLength: kNameMax, required: true })}
      {input('phone', t.phone, t.phoneHint, { type: 'tel', autocomplete: 'tel', inputMode: 'tel', maxLength: kPhoneMax })}
      <button ref={start} type="submit" class="main">
        {t.call}
      </button>
    </form>
  );
}
