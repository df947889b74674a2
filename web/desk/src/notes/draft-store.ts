import { create } from 'zustand';

// Typed text outlives a lost line and a reload: it lies in this tab until the
// server has said that it holds it.
const kKey = 'peal.notes';

type Drafts = Record<string, string>;

function saved(): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(kKey) ?? '{}') as Drafts;
  } catch {
    return {};
  }
}

/** Unsaved notes by handling. */
export const useDrafts = create<{ drafts: Drafts }>(() => ({ drafts: saved() }));

export function keepDraft(handling: string, text: string): void {
  store({ ...useDrafts.getState().drafts, [handling]: text });
}

/** Forgets the draft, unless more was typed since `text` was sent. */
export function draftSaved(handling: string, text: string): void {
  const { [handling]: now, ...others } = useDrafts.getState().drafts;
  if (now === text) store(others);
}

function store(drafts: Drafts): void {
  useDrafts.setState({ drafts });
  sessionStorage.setItem(kKey, JSON.stringify(drafts));
}
