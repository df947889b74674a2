// A look at a page as it stands: a picture of it where one is wanted
// (PEAL_SCREENS=folder), and what a careful eye would find wrong.
import { mkdirSync } from 'node:fs'

import { barriers, foreignWords, overflow } from '../lib/look.mjs'

const folder = process.env.PEAL_SCREENS
if (folder) mkdirSync(folder, { recursive: true })

export const kKinds = [['zh-CN', false], ['zh-CN', true], ['en-US', false], ['en-US', true]]
  .map(([language, dark]) => ({ language, dark, name: `${language}-${dark ? 'dark' : 'light'}` }))

// Names in the demo's settings, of standards, keys, programs and sections of the settings file; letters of the keypad.
const kKnown = ['Agent Zhao', 'Desk phone', 'Peal', 'Chrome', 'YAML', 'Enter', 'English', 'Fake Default Audio Input', 'admin', 'chen', 'demo', 'echo', 'sales', 'support', 'service', 'board', 'meeting', 'node', 'PQRS', 'WXYZ', 'tenant.outside', 'SRTP', 'realm', 'pcma', 'settings.yaml']

export async function look(page, name, kind, faults) {
  if (folder) await page.screenshot({ path: `${folder}/${name}-${kind.name}.png` })
  const found = [...(await barriers(page)), ...(await overflow(page))]
  if (kind.language === 'zh-CN') found.push(...(await foreignWords(page, kKnown)).map((word) => `not Chinese: ${word}`))
  faults.push(...found.map((fault) => `${name}, ${kind.name}: ${fault}`))
}

// The desk in another language or theme, as its own switches do it.
export async function show(page, { language, dark }) {
  if ((await page.evaluate(() => document.documentElement.lang)) !== language) {
    await page.locator(`button[lang=${language}]`).click()
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language)
    await page.mouse.move(680, 760)
    await page.evaluate(() => document.activeElement.blur())
  }
  const scheme = dark ? 'dark' : 'light'
  // What fades in is looked at as it will stay.
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.waitForFunction((wanted) => [undefined, wanted].includes(document.documentElement.dataset.mantineColorScheme), scheme)
}

// Nothing loads any more and nothing fades in; bars and levels may move on.
export async function settled(page) {
  // A transition begins with the frame after the one that made its element.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') && document.body.innerText.trim() !== '', undefined, { timeout: 60_000 })
    .catch((fault) => { throw new Error(`${page.url()} goes on loading`, { cause: fault }) })
  await page.waitForFunction(() => !document.getAnimations().some((one) => one.playState === 'running' && one.effect.getTiming().iterations !== Infinity
    && one.effect.getKeyframes().some((frame) => 'opacity' in frame || 'color' in frame || 'backgroundColor' in frame)), undefined, { timeout: 60_000 })
}
