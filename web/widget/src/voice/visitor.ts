/** What a customer says about themselves; the server checks it, nobody proves it. */
export interface Visitor {
  name: string;
  phone: string;
}

const kKey = 'peal.visitor';

/** What was typed before on this page, in this tab only: the computer may be shared. */
export function rememberedVisitor(): Visitor {
  try {
    const kept = JSON.parse(sessionStorage.getItem(kKey) ?? '{}') as Partial<Record<keyof Visitor, unknown>>;
    return { name: textOf(kept.name), phone: textOf(kept.phone) };
  } catch {
    return { name: '', phone: '' };
  }
}

export function rememberVisitor(visitor: Visitor): void {
  try {
    sessionStorage.setItem(kKey, JSON.stringify(visitor));
  } catch {
    // A browser that keeps nothing for this page asks again next time.
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
