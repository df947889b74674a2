// A day at the desk, at the board and on the customer's page, looked at in every
// state, in both languages and both themes. PEAL_SCREENS=folder keeps a picture
// of each, to be looked at.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { openBrowser } from '../lib/chromium.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { kKinds, look, settled, show } from './looking.mjs'
import { customerCalls, finish, pressesOne, saysWho, signedIn, startsWork } from './people.mjs'
import { wordsOf } from './words.mjs'

let peal
const keep = keeper()

// The demo, with time enough to look at an offer and a wrap-up.
before(async () => {
  peal = keep(await Peal.start())
  await applyDemo(peal, { 'offer_timeout: 20s': 'offer_timeout: 180s', 'wrap_up: 30s': 'wrap_up: 600s' })
})

const faults = []
const places = new Map()

// Looks at a page in every kind; `act` opens what a change of language closes.
async function inEveryKind(page, name, { act, undo } = {}) {
  for (const kind of kKinds) {
    await show(page, kind)
    await act?.(wordsOf(kind))
    await settled(page)
    await look(page, name, kind, faults)
    await undo?.()
  }
}

// Where the buttons of a call are: they must not move from state to state.
async function staysInPlace(page, name) {
  for (const kind of kKinds) {
    await show(page, kind)
    const boxes = await page.evaluate(() => [...document.querySelectorAll('main button:has(kbd)')]
      .map((button) => button.getBoundingClientRect()).map(({ x, y, width }) => [x, y, width].map(Math.round).join(' ')))
    const first = places.get(kind) ?? places.set(kind, boxes).get(kind)
    if (boxes.join() !== first.join()) faults.push(`${name}, ${kind.name}: the buttons of the call moved: ${first.join(', ')} to ${boxes.join(', ')}`)
  }
}

test('a day in every state', { timeout: 900_000 }, async () => {
  const supervisor = keep(await signedIn(peal, 'supervisor chen', { language: 'en-US' }))
  const early = keep(await signedIn(peal, 'agent wang', { hertz: 950 }))
  await early.page.goto(`${peal.http}/desk`)
  await inEveryKind(early.page, 'desk-before-work')
  await early.close()

  const agent = keep(await startsWork(peal, 'agent li', { hertz: 950 }))
  const { page } = agent
  await inEveryKind(page, 'desk-ready')
  const status = (word) => page.getByRole('button', { name: word('My status') })
  const escape = () => page.keyboard.press('Escape')
  await inEveryKind(page, 'desk-status-menu', { act: (word) => status(word).click(), undo: escape })
  await inEveryKind(page, 'desk-keys', { act: () => page.keyboard.press('Shift+Slash'), undo: escape })

  // A new customer calls: the offer, the talk, the wrap-up.
  const customer = keep(await customerCalls(peal, { hertz: 620, name: '王芳', phone: '13810298208' }))
  await inEveryKind(customer.page, 'widget-connected')
  await pressesOne(customer)
  await inEveryKind(customer.page, 'widget-keypad')
  await page.locator('main button:has(kbd)').first().waitFor({ timeout: 60_000 })
  await inEveryKind(page, 'desk-offer')
  await page.keyboard.press('F2')
  const words = wordsOf(kKinds.at(-1))
  await page.getByRole('button', { name: words('Hold') }).waitFor({ timeout: 60_000 })
  await staysInPlace(page, 'talk')
  await inEveryKind(page, 'desk-talk')
  const sent = page.locator('output')
  await inEveryKind(page, 'desk-keypad', {
    act: async () => {
      await page.keyboard.press('Shift+F8')
      await sent.waitFor()
      await page.keyboard.press('5')
      await sent.filter({ hasText: '5' }).waitFor()
    },
    undo: async () => {
      await escape()
      await sent.waitFor({ state: 'detached' })
    },
  })
  await inEveryKind(supervisor.page, 'board-busy')
  await inEveryKind(page, 'desk-transfer', {
    act: async () => {
      await page.keyboard.press('F9')
      await page.getByRole('dialog').getByRole('textbox').waitFor()
    },
    undo: async () => {
      await escape()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    },
  })
  await inEveryKind(page, 'desk-break-next', {
    act: async (word) => {
      await status(word).click()
      await page.getByRole('menuitem', { name: word('Lunch') }).click()
    },
    undo: () => page.keyboard.press('Shift+F4'),
  })
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: words('Unmute') }).waitFor()
  await staysInPlace(page, 'muted')
  await inEveryKind(page, 'desk-muted')
  await page.keyboard.press('F4')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: words('Retrieve') }).waitFor()
  await staysInPlace(page, 'held')
  await inEveryKind(page, 'desk-held')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: words('Hold') }).waitFor()
  await show(customer.page, kKinds.at(-1))
  await finish({ ...customer, language: 'en-US' }, agent)
  await inEveryKind(customer.page, 'widget-ended')
  await page.getByLabel(words('Notes')).fill('想要蓝色的；周五之前回电。')
  await inEveryKind(page, 'desk-wrap-up')
  await page.getByRole('radio').first().click()
  await page.getByRole('button', { name: words('Done') }).click()

  // The same one again, known by now, and not taken.
  await customer.page.getByRole('button', { name: words('Close') }).click()
  await customer.page.locator('button.big').click()
  await saysWho(customer)
  await customer.page.getByText(words('Connected')).waitFor({ timeout: 60_000 })
  await pressesOne(customer)
  await page.locator('main button:has(kbd)').first().waitFor({ timeout: 60_000 })
  await inEveryKind(page, 'desk-offer-known')
  await page.getByRole('button', { name: words('Reject') }).click()
  await page.getByText(words('You are not ready')).waitFor({ timeout: 60_000 })
  assert.equal(await page.locator('.mantine-Notification-root').count(), 0, 'a call that was rejected is no fault')
  await inEveryKind(page, 'desk-rejected')
  // One caller waits; the first call is over and gone from the board.
  await until('the board shows the one call', async () => (await supervisor.page.locator('a[href^="/calls/"]').count()) === 1)
  await inEveryKind(supervisor.page, 'board-waiting')

  // Nothing that was said has to be said twice when the server is gone.
  await peal.kill()
  await page.getByText(words('Connection lost')).waitFor({ timeout: 60_000 })
  await inEveryKind(page, 'desk-no-server')

  const stranger = keep(await openBrowser({ language: 'zh-CN' }))
  peal = keep(await peal.startAgain())
  await stranger.page.goto(peal.http)
  await stranger.page.locator('input:not([type=password])').first().fill('li')
  await inEveryKind(stranger.page, 'sign-in-refused', {
    act: async () => {
      await stranger.page.locator('input[type=password]').fill('nonsense')
      await stranger.page.locator('button[type=submit]').click()
      await stranger.page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    },
  })
  assert.deepEqual(faults, [])
  assert.deepEqual([...agent.problems, ...supervisor.problems].filter((text) => !text.includes('ERR_CONNECTION_REFUSED')), [])
})
