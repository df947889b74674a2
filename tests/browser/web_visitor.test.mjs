// A visitor of the company's page says who they are: the agent sees it before
// the ring, and the second call opens the same card with the first in its history.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { customerCalls, finish, isOffered, pause, saysWho, startsWork, wrapsUp } from './people.mjs'

const keep = keeper()

const kName = '王芳 "Fang" O’Neill'
const kNumber = '+8613810298208'

test('a number typed on the page opens its card, and again on the next call', { timeout: 240_000 }, async () => {
  const peal = keep(await Peal.start())
  const agent = keep(await startsWork(peal, 'agent li', { hertz: 950 }))
  const supervisor = await peal.client('supervisor chen')
  const cards = async () => (await supervisor.get('/api/customers')).body.items

  // First call: a new card with that name.
  const customer = keep(await customerCalls(peal, { hertz: 620, name: kName, phone: '138 1029 8208' }))
  await isOffered(customer, agent)
  const offer = agent.page.getByRole('main')
  await offer.getByRole('heading', { name: kName }).waitFor()
  await offer.getByText('+86 138 1029 8208').waitFor()
  await offer.getByText('number as stated, not checked').waitFor()
  await offer.getByText('New customer').waitFor()
  await offer.getByText('First contact with this customer').waitFor()
  await agent.page.keyboard.press('F2')
  await agent.page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
  await agent.page.getByText('Recording', { exact: true }).waitFor()
  await pause(2_000)
  await finish(customer, agent)
  // The mark tells what is true of this contact, not of this moment.
  await agent.page.getByText(/^Recorded 00:\d\d$/).waitFor({ timeout: 60_000 })
  await wrapsUp(agent)
  const [card] = await cards()
  assert.equal(card.name, kName)
  assert.deepEqual(card.numbers, [kNumber])

  // Second call from the same page: what was typed is still there.
  await customer.page.getByRole('button', { name: 'Close' }).click()
  await customer.page.locator('button.big').click()
  assert.equal(await customer.page.getByLabel('Your name').inputValue(), kName)
  assert.equal(await customer.page.getByLabel('Telephone number').inputValue(), '138 1029 8208')
  await saysWho(customer)
  await customer.page.getByText('Connected').waitFor({ timeout: 60_000 })
  await isOffered(customer, agent)
  await offer.getByRole('heading', { name: kName }).waitFor()
  assert.equal(await offer.getByText('New customer').count(), 0)
  await offer.getByText('Handled').first().waitFor()
  await agent.page.keyboard.press('F2')
  await agent.page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
  const side = agent.page.getByRole('complementary', { name: 'Customer' })
  await side.getByRole('heading', { name: kName }).waitFor()
  await side.getByRole('tab', { name: 'History' }).click()
  await side.getByRole('link').first().waitFor()
  assert.equal(await side.getByRole('link').count(), 1, 'the first contact, and not the one in hand')
  await finish(customer, agent)
  await wrapsUp(agent)

  const all = await cards()
  assert.equal(all.length, 1, 'one person has one card')
  const history = await until('both contacts are in the history', async () => {
    const { items } = (await supervisor.get(`/api/customers/${card.id}/history`)).body
    return items.length === 2 && items
  })
  for (const contact of history) {
    assert.equal(contact.source, 'web')
    assert.equal(contact.caller, kNumber)
    assert.equal(contact.callerName, kName)
  }
  for (const { problems } of [agent, customer]) assert.deepEqual(problems, [])
})

test('a wrong number is told in the language of the visitor, before the microphone is asked for', { timeout: 120_000 }, async () => {
  const peal = keep(await Peal.start())
  const { openBrowser } = await import('../lib/chromium.mjs')
  const visitor = keep(await openBrowser({ language: 'zh-CN' }))
  const { page } = visitor
  let microphones = 0
  await page.exposeFunction('microphoneAsked', () => ++microphones)
  await page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (wanted) => (window.microphoneAsked(), ask(wanted))
  })
  await page.goto(`${peal.http}/demo/`)
  await page.locator('button.big').click()
  await page.getByRole('button', { name: '立即呼叫' }).click()
  await page.getByText('请填写您的姓名').waitFor()
  await page.getByLabel('您的姓名').fill('王芳')
  await page.getByLabel('电话号码').fill('1381029')
  await page.getByRole('button', { name: '立即呼叫' }).click()
  await page.getByText('这不是有效的电话号码').waitFor({ timeout: 60_000 })
  assert.equal(await page.getByLabel('电话号码').getAttribute('aria-invalid'), 'true')
  assert.equal(microphones, 0)
  await page.getByLabel('电话号码').fill('')
  await page.getByRole('button', { name: '立即呼叫' }).click()
  await page.getByText('通话中').waitFor({ timeout: 60_000 })
  await page.keyboard.press('Escape')
  assert.ok(await page.getByText('通话中').isVisible(), 'Escape never hangs up')
  const refused = visitor.problems.filter((text) => !text.includes('status of 400'))
  assert.deepEqual(refused, [])
})
