import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

// Needs the built pages: `npm test` builds first.
const kKiB = 1024;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
type Manifest = Record<string, Chunk>;

function manifest(app: string): Manifest {
  const path = join(app, 'dist/.vite/manifest.json');
  expect(existsSync(path), `${path}: run npm run build first`).toBe(true);
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

/** Bytes that come over the line for these chunks and all that they import at once. */
function weight(app: string, chunks: Manifest, keys: string[]): number {
  const files = new Set<string>();
  const seen = new Set<string>();
  const add = (key: string): void => {
    const chunk = chunks[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const sheet of chunk.css ?? []) files.add(sheet);
    for (const other of chunk.imports ?? []) add(other);
  };
  keys.forEach(add);
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(app, 'dist', file)), { level: 6 }).length, 0);
}

describe('budgets, gzip', () => {
  test('the desk loads at first with at most 320 KB', () => {
    const chunks = manifest('desk');
    const language = Object.keys(chunks).find((key) => key.includes('locales/zh-CN')) ?? '';
    const keys = ['index.html', language, 'src/contacts/desk-page.tsx'];
    for (const key of keys) expect(chunks[key], key).toBeDefined();
    expect(weight('desk', chunks, keys)).toBeLessThan(320 * kKiB);
  });

  test("the widget's loader is at most 10 KB, its voice 60 KB", () => {
    const chunks = manifest('widget');
    expect(chunks['src/loader.ts']?.file).toBe('peal.js');
    expect(weight('widget', chunks, ['src/loader.ts'])).toBeLessThan(10 * kKiB);
    expect(weight('widget', chunks, ['src/voice/open-call.tsx'])).toBeLessThan(60 * kKiB);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'dist' || name === 'generated') return [];
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(ts|tsx|css|html)$/.test(name) ? [path] : [];
  });
}

describe('habits', () => {
  const all = [...sources('desk'), ...sources('widget'), ...sources('packages')];

  test('the lock file names no registry', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "https?:/);
  });

  test('what others may carry away has its licence with it', () => {
    for (const folder of ['desk', 'widget', 'packages/api-client', 'packages/i18n', 'packages/softphone', 'packages/ui']) {
      const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { license: string };
      expect(['GPL-3.0-or-later', 'Apache-2.0'], folder).toContain(license);
      if (license === 'Apache-2.0') expect(readFileSync(join(folder, 'LICENSE'), 'utf8'), folder).toContain('Apache License');
    }
  });

  test('the pages hold no inline script', () => {
    for (const page of ['desk/dist/index.html', 'widget/dist/index.html']) {
      const html = readFileSync(page, 'utf8');
      for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
        expect(attributes, page).toContain('src=');
        expect(body, page).toBe('');
      }
      expect(html).not.toMatch(/\son\w+=/);
    }
  });

  test('names of files say a noun in lower case', () => {
    for (const path of all) {
      const name = path.split('/').at(-1) ?? '';
      expect(name, path).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
      expect(name, path).not.toMatch(/\b(utils?|helpers?|misc|manager)\b/);
    }
  });

  test('components stay under 250 lines', () => {
    for (const path of all.filter((one) => one.endsWith('.tsx'))) {
      expect(readFileSync(path, 'utf8').split('\n').length, path).toBeLessThanOrEqual(250);
    }
  });

  test('words for people are in the texts, not in the code', () => {
    // Chinese outside the texts is the surest sign of a sentence that cannot be translated.
    const texts = /locales\/|texts\.ts$|button-text\.ts$|\.test\.tsx?$|switches\.tsx$/;
    for (const path of all.filter((one) => /\.tsx?$/.test(one) && !texts.test(one))) {
      const code = readFileSync(path, 'utf8').replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '');
      if (path.endsWith('yaml-place.ts')) continue;
      expect(/[\u4e00-\u9fff]/.exec(code)?.[0], path).toBeUndefined();
    }
  });
});
