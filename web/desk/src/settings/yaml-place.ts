/** A place in a file, counted from one. */
export interface YamlPlace {
  line: number;
  column: number | null;
}

/** The line and column that `where` or the sentence of a problem names, if it names any. */
export function placeOf(where: string, detail: string): YamlPlace | null {
  for (const text of [where, detail]) {
    const match = /(?:^|\b)(?:line|第)?\s*(\d+)\s*(?:行)?(?::|,\s*(?:column|col)\s*|\s*第\s*)(\d+)/i.exec(text) ?? /(?:line|第)\s*(\d+)/i.exec(text);
    if (match?.[1]) return { line: Number(match[1]), column: match[2] ? Number(match[2]) : null };
  }
  return null;
}

/** Where the place begins in the text, for a caret. */
export function offsetOf(text: string, place: YamlPlace): number {
  const lines = text.split('\n');
  const before = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return Math.min(text.length, before + Math.max(0, (place.column ?? 1) - 1));
}
