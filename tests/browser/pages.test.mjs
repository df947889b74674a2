// Every page with what a first call has left behind, in both languages and both
// themes. PEAL_SCREENS=folder keeps a picture of each, to be looked at.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { openBrowser } from '../lib/chromium.mjs'
import { traps } from '../lib/look.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { kKinds, look, settled } from './looking.mjs'
import { customerCalls, finish, pause, signedIn, signIn, startsWork, talk, wrapsUp } from './people.mjs'
import { wordsOf } from './words.mjs'

const keep = keeper()

let peal
let contact
let card

before(async () => {
  peal = keep(await Peal.start())
  const agent = keep(await startsWork(peal, 'agent li', { hertz: 950 }))
  const customer = keep(await customerCalls(peal, { hertz: 620, name: '王芳', phone: '13810298208' }))
  await talk(customer, agent)
  await pause(2_000)
  await finish(customer, agent)
  await wrapsUp(agent)
  const supervisor = await peal.client('supervisor chen')
  contact = await until('the recording is there', async () => {
    const [recording] = (await supervisor.get('/api/recordings')).body.items
    return recording?.whole && recording.contact
  })
  card = (await supervisor.get('/api/customers')).body.items[0].id
  await customer.close()
  await agent.close()
}, { timeout: 180_000 })

/** The ladder with one message open. */
async function readsLadder(page) {
  await page.getByRole('tab').nth(2).click()
  await page.locator('ol button').first().click()
  await page.locator('section pre').waitFor()
}

// What an administrator is told before a person is forgotten.
const asksToForget = (page, word) => page.getByRole('button', { name: word('Forget for good') }).click()

const openTab = (n) => (page) => page.getByRole('tab').nth(n).click()

const kPages = {
  'agent li': [['device-check', '/device-check'], ['desk', '/desk'], ['my-phone', '/my-phone'], ['calls-own', '/calls'], ['customers-agent', '/customers']],
  // Nobody's phone is there any more, so nobody counts as ready.
  'supervisor chen': [['board', '/board', (page) => page.locator('b[data-tone=ready]', { hasText: /^0$/ }).waitFor()], ['calls', '/calls'], ['call', () => `/calls/${contact}`], ['call-signalling', () => `/calls/${contact}`, readsLadder], ['recordings', '/recordings'], ['customers', () => `/customers?id=${card}`], ['conferences', '/conferences']],
  'administrator admin': [['trunks', '/trunks'], ['security', '/security'], ['customers-forget', () => `/customers?id=${card}`, asksToForget], ['refused', '/signalling'], ['settings', '/settings'], ['settings-numbers', '/settings', openTab(1)],
    ['settings-agents', '/settings', openTab(2)], ['settings-users', '/settings', openTab(3)], ['settings-queues', '/settings', openTab(4)],
    ['settings-conferences', '/settings', openTab(5)], ['settings-apply', '/settings', openTab(6)], ['settings-revisions', '/settings', openTab(7)], ['sessions', '/sessions']],
}

for (const kind of kKinds) {
  const { language, dark } = kind
  test(`every page in ${kind.name}`, { timeout: 600_000 }, async () => {
    const faults = []
    const first = await openBrowser({ language, dark })
    await first.page.goto(peal.http)
    await first.page.locator('input[type=password]').waitFor()
    await look(first.page, 'sign-in', kind, faults)
    await first.page.goto(`${peal.http}/demo/`)
    await first.page.locator('button.big').waitFor()
    await look(first.page, 'demo', kind, faults)
    await first.page.locator('button.big').click()
    await first.page.locator('form input').first().waitFor()
    await look(first.page, 'demo-form', kind, faults)
    assert.deepEqual(first.problems, [])
    for (const [account, pages] of Object.entries(kPages)) {
      await first.context.clearCookies()
      await signIn(first.page, peal, account)
      for (const [name, target, act] of pages) {
        await first.page.goto(peal.http + (typeof target === 'function' ? target() : target))
        await settled(first.page)
        await act?.(first.page, wordsOf(kind))
        await settled(first.page)
        await look(first.page, name, kind, faults)
        // Where Tab leads does not hang on language and theme: one round is enough.
        if (kind === kKinds[0]) faults.push(...(await traps(first.page)).map((fault) => `${name}: ${fault}`))
      }
    }
    await first.close()
    assert.deepEqual(faults, [])
    assert.deepEqual(first.problems, [])
  })
}

test('a person is forgotten: the card is gone from the page, the list and the server', { timeout: 120_000 }, async () => {
  const browser = keep(await signedIn(peal, 'administrator admin'))
  const { page } = browser
  await page.goto(`${peal.http}/customers?id=${card}`)
  const name = page.getByText('王芳')
  await name.first().waitFor()
  await asksToForget(page, wordsOf(browser))
  await page.getByRole('textbox', { name: 'Type the word' }).pressSequentially('forget')
  await page.keyboard.press('Enter')
  await page.getByText('The customer is forgotten.').waitFor()
  await name.first().waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).searchParams.get('id'), null)
  assert.ok(await page.getByRole('textbox', { name: 'Search' }).evaluate((field) => field === document.activeElement), 'the keyboard goes on from the search')
  await page.getByText('Choose a customer').first().waitFor()
  const supervisor = await peal.client('supervisor chen')
  assert.equal((await supervisor.get(`/api/customers/${card}`)).status, 404)
  assert.deepEqual(browser.problems, [])

  // Whoever comes by an old address is told, and no player stands there for nothing.
  await page.goto(`${peal.http}/customers?id=${card}`)
  await page.getByText('There is no such customer', { exact: true }).waitFor()
  await page.goto(`${peal.http}/calls/${contact}`)
  await page.getByText('The sound is not there any more').waitFor()
})
