// What a careful look at a page would find: barriers by WCAG 2 AA, words of the
// other language, text that runs out of the window, focus that does not move on.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { root } from './peal.mjs'

const axe = readFileSync(createRequire(path.join(root, 'web/package.json')).resolve('axe-core/axe.min.js'), 'utf8')

export async function barriers(page) {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] })
    return violations.flatMap((violation) => violation.nodes.slice(0, 3).map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`))
  })
}

// Latin words of four letters and more on a Chinese page that `known` does not explain.
export const foreignWords = (page, known) => page.evaluate((allowed) => {
  const found = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!parent || parent.closest('script, style, code, kbd, [lang^=en]') || parent.getClientRects().length === 0) continue
    let text = node.textContent.replace(/\d+-[0-9A-Z]{13}/g, ' ') // Ids.
    for (const one of allowed) text = text.replaceAll(one, ' ')
    for (const word of text.match(/[A-Za-z]{4,}/g) ?? []) found.add(word)
  }
  return [...found]
}, known)

export const overflow = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in a window of ${clientWidth}`] : []
})

// Tab must always lead on: an element that keeps the focus is a trap. A field
// for date and time has a stop for each of its parts.
const kStopsInOne = 8

export async function traps(page, steps = 40) {
  const focused = () => page.evaluate(() => {
    let element = document.activeElement
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    window.pealSeen ??= new WeakMap()
    window.pealCount ??= 0
    if (!window.pealSeen.has(element)) window.pealSeen.set(element, ++window.pealCount)
    return { number: window.pealSeen.get(element), html: element.outerHTML.slice(0, 120), top: element === document.body }
  })
  let before = await focused()
  for (let i = 0, stops = 1; i < steps; ++i) {
    await page.keyboard.press('Tab')
    const after = await focused()
    stops = after.number === before.number ? stops + 1 : 1
    if (stops > kStopsInOne && !after.top) return [`the focus stays at ${after.html}`]
    before = after
  }
  return []
}
