import { mkdirSync } from 'node:fs';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '@peal/api-client';
import type * as Axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { DeskScene } from '../fixtures/live';
import { id } from '../fixtures/ids';
import { openBrowser } from './browser';
import { serveFixtures } from './fixture-server';

// Pictures of every page to look at: PEAL_SCREENS=folder npm run screens
const folder = process.env['PEAL_SCREENS'];
const only = process.env['PEAL_SCREEN'];

interface Screen {
  name: string;
  path: string;
  role: Role | null;
  scene?: DeskScene;
  act?: (page: Page) => Promise<unknown>;
}

/** Opens a tab and the button with that place in its first row. */
function opensFirst(tab: number, button: number) {
  return async (page: Page): Promise<void> => {
    await page.locator('[role=tab]').nth(tab).click();
    await page.locator('tbody tr').first().getByRole('button').nth(button).click();
    await page.getByRole('dialog').waitFor();
  };
}

const screens: Screen[] = [
  { name: 'sign-in', path: '/sign-in', role: null },
  { name: 'device-check', path: '/device-check', role: 'agent', scene: 'signedOut' },
  { name: 'desk-idle', path: '/desk', role: 'agent', scene: 'idle' },
  { name: 'desk-offer', path: '/desk', role: 'agent', scene: 'offered' },
  { name: 'desk-talking', path: '/desk', role: 'agent', scene: 'talking' },
  { name: 'desk-keypad', path: '/desk', role: 'agent', scene: 'talking', act: (page) => page.keyboard.press('Shift+F8') },
  { name: 'desk-held', path: '/desk', role: 'agent', scene: 'held' },
  { name: 'desk-transfer', path: '/desk', role: 'agent', scene: 'talking', act: (page) => page.keyboard.press('F9') },
  { name: 'desk-joined', path: '/desk', role: 'agent', scene: 'joined' },
  { name: 'desk-consulting', path: '/desk', role: 'agent', scene: 'consulting' },
  { name: 'desk-internal', path: '/desk', role: 'agent', scene: 'internal' },
  { name: 'desk-muted', path: '/desk', role: 'agent', scene: 'muted' },
  { name: 'desk-wrap-up', path: '/desk', role: 'agent', scene: 'wrapUp', act: (page) => page.keyboard.press('2') },
  { name: 'desk-not-responding', path: '/desk', role: 'agent', scene: 'notResponding' },
  { name: 'desk-status', path: '/desk', role: 'agent', scene: 'idle', act: (page) => page.click('header button[aria-haspopup=menu]') },
  { name: 'keys', path: '/desk', role: 'agent', scene: 'idle', act: (page) => page.keyboard.press('Shift+Slash') },
  { name: 'board', path: '/board', role: 'supervisor', scene: 'talking' },
  { name: 'calls', path: '/calls', role: 'supervisor' },
  { name: 'call', path: `/calls/${id(1001)}`, role: 'supervisor' },
  { name: 'call-steps', path: `/calls/${id(1001)}`, role: 'supervisor', act: (page) => page.locator('[role=tab]').nth(1).click() },
  { name: 'recordings', path: '/recordings', role: 'supervisor', act: (page) => page.locator('tbody tr').first().click() },
  { name: 'customers', path: `/customers?id=${id(701)}`, role: 'supervisor' },
  { name: 'customer-edit', path: `/customers?id=${id(701)}`, role: 'supervisor', act: (page) => page.locator('section header button').first().click() },
  { name: 'settings', path: '/settings', role: 'administrator' },
  { name: 'settings-queues', path: '/settings', role: 'administrator', act: (page) => page.locator('[role=tab]').nth(4).click() },
  { name: 'settings-queue', path: '/settings', role: 'administrator', act: opensFirst(4, 0) },
  { name: 'settings-conferences', path: '/settings', role: 'administrator', act: (page) => page.locator('[role=tab]').nth(5).click() },
  { name: 'settings-conference', path: '/settings', role: 'administrator', act: opensFirst(5, 1) },
  { name: 'settings-apply', path: '/settings', role: 'administrator', act: (page) => page.locator('[role=tab]').nth(6).click() },
  { name: 'conferences', path: '/conferences', role: 'supervisor' },
  { name: 'conference-pins', path: '/conferences', role: 'administrator', act: (page) => page.getByRole('button', { name: /设置密码|Set PINs/ }).first().click() },
  { name: 'trunks', path: '/trunks', role: 'administrator' },
  {
    name: 'trunk-test', path: '/trunks', role: 'administrator',
    act: async (page) => {
      await page.locator('tbody button').first().click();
      await page.locator('input[inputmode=tel]').fill('+86 138 1029 8208');
      await page.keyboard.press('Enter');
      await page.locator('[role=status] [role=alert]').waitFor();
    },
  },
  { name: 'sessions', path: '/sessions', role: 'administrator' },
];

/** What the customer does on the company's page before each picture. */
const customerSteps: Record<string, (page: Page) => Promise<unknown>> = {
  demo: async () => undefined,
  'demo-form': (page) => page.click('button.big'),
  'demo-nameless': async (page) => {
    await page.click('button.big');
    await page.click('form button[type=submit]');
  },
  'demo-refused': async (page) => {
    await page.click('button.big');
    await page.fill('input[autocomplete=name]', '王芳');
    await page.fill('input[type=tel]', '1381');
    await page.click('form button[type=submit]');
    await page.locator('input[aria-invalid=true]').waitFor();
  },
};

/** What stands in the way of people by WCAG 2 AA, contrast of 4.5:1 included. */
async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: 'node_modules/axe-core/axe.min.js' });
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof Axe }).axe;
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] });
    return violations.flatMap((violation) => violation.nodes.slice(0, 4).map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
  });
  return found;
}

describe.skipIf(!folder)('every page, in both languages and both themes', () => {
  let desk: PreviewServer;
  let widget: PreviewServer;
  beforeAll(async () => {
    desk = await preview({ root: 'desk', preview: { port: 4391 }, logLevel: 'error' });
    widget = await preview({ root: 'widget', base: '/widget/', preview: { port: 4392 }, logLevel: 'error' });
    mkdirSync(folder ?? '', { recursive: true });
  });
  afterAll(async () => {
    await desk.close();
    await widget.close();
  });

  for (const language of ['zh-CN', 'en-US']) {
    for (const dark of [false, true]) {
      const kind = `${language}-${dark ? 'dark' : 'light'}`;
      test(kind, { timeout: 240_000 }, async () => {
        const context = await openBrowser({ language, dark });
        const faults: string[] = [];
        for (const screen of screens.filter((one) => !only || one.name.startsWith(only))) {
          const page = await context.newPage();
          page.on('pageerror', (error) => faults.push(`${screen.name}: ${error.message}`));
          page.on('console', (message) => {
            if (message.type() === 'error' && !message.text().includes('401')) faults.push(`${screen.name}: ${message.text()}`);
          });
          await page.addInitScript((session) => localStorage.setItem('peal.device-checked', session), id(601));
          await serveFixtures(page, screen.role, screen.scene);
          await page.goto(`http://localhost:4391${screen.path}`);
          await page.waitForTimeout(1200);
          await screen.act?.(page);
          await page.waitForTimeout(500);
          await page.screenshot({ path: `${folder}/${screen.name}-${kind}.png` });
          faults.push(...(await barriers(page)).map((barrier) => `${screen.name}: ${barrier}`));
          await page.close();
        }
        for (const [name, steps] of Object.entries(customerSteps)) {
          if (only && !name.startsWith(only)) continue;
          const page = await context.newPage();
          await serveFixtures(page, null);
          await page.goto('http://localhost:4392/widget/');
          await page.locator('button.big').waitFor();
          await steps(page);
          await page.waitForTimeout(500);
          await page.screenshot({ path: `${folder}/${name}-${kind}.png` });
          faults.push(...(await barriers(page)).map((barrier) => `${name}: ${barrier}`));
          await page.close();
        }
        await context.close();
        expect(faults).toEqual([]);
      });
    }
  }
});
