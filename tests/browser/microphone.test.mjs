// An agent who is made ready by another way than this page's device check: the
// page opens its microphone, or says in words that callers would hear nothing
// and what to do. A call is never answered by a page that cannot be heard.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { allowMicrophone } from '../lib/chromium.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { heard, now } from '../lib/hearing.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { customerCalls, finish, isOffered, signedIn, wrapsUp } from './people.mjs'

const kCustomerHertz = 620
const kAgentHertz = 950
const keep = keeper()

const kClosed = 'Microphone closed: callers would not hear you.'
const kBlocked = 'The browser blocks the microphone. Click the lock in the address bar and allow it.'

// At the desk, without a word of the device check.
async function atTheDesk(peal, options = {}) {
  const agent = keep(await signedIn(peal, 'agent li', { hertz: kAgentHertz, ...options }))
  await agent.page.goto(`${peal.http}/desk`)
  await agent.page.getByText('Phone ready').first().waitFor({ timeout: 60_000 })
  return agent
}

async function readyByApi(peal) {
  const api = await peal.client('agent li')
  for (const [method, path, body] of [['post', '/api/agent/sign-in'], ['put', '/api/agent/status', { status: 'ready' }]]) {
    const answer = await api[method](path, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
}

const talks = (page) => page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
const hears = (page, since) => until('the customer hears the agent', async () => (await heard(page, kAgentHertz, { since })).length > 20)

test('a page whose agent is made ready by the API opens the microphone and is heard', { timeout: 240_000 }, async () => {
  const peal = keep(await Peal.start())
  const agent = await atTheDesk(peal)
  const { page } = agent
  const sign = page.getByRole('button', { name: 'Microphone closed' })
  await sign.waitFor({ timeout: 60_000 })
  await readyByApi(peal)
  await sign.waitFor({ state: 'detached', timeout: 60_000 })
  const meter = page.getByRole('img', { name: 'Microphone level' }).first()
  await meter.waitFor({ timeout: 60_000 })
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz] }))
  await isOffered(customer, agent)
  await page.keyboard.press('F2')
  await talks(page)
  await hears(customer.page, 0)
  await until('the meter moves', async () => (await meter.locator('[data-on]').count()) > 0)
  await finish(customer, agent)
  await wrapsUp(agent)
  for (const { problems } of [agent, customer]) assert.deepEqual(problems, [])
})

test('where the browser would ask, the page says so and a key opens the microphone', { timeout: 240_000 }, async () => {
  const peal = keep(await Peal.start())
  const agent = await atTheDesk(peal)
  const { page } = agent
  await allowMicrophone(agent, 'prompt')
  await readyByApi(peal)
  await page.getByRole('alert').filter({ hasText: kClosed }).waitFor({ timeout: 60_000 })
  await page.keyboard.press('Shift+F6')
  await page.getByText(kClosed).waitFor({ state: 'detached', timeout: 60_000 })
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz] }))
  await isOffered(customer, agent)
  await page.keyboard.press('F2')
  await talks(page)
  await hears(customer.page, 0)
})

test('where the microphone is blocked, no call is answered, and leave given later is enough', { timeout: 240_000 }, async () => {
  const peal = keep(await Peal.start())
  await applyDemo(peal, { 'offer_timeout: 20s': 'offer_timeout: 180s' })
  const agent = await atTheDesk(peal, { asks: true })
  const { page } = agent
  await allowMicrophone(agent, 'denied')
  await readyByApi(peal)
  await page.getByText(kClosed).waitFor({ timeout: 60_000 })
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz] }))
  await isOffered(customer, agent)
  await page.keyboard.press('F2')
  await page.getByText(kBlocked).waitFor({ timeout: 60_000 })
  assert.equal(await page.getByRole('button', { name: 'Hold' }).count(), 0, 'it still rings')
  await allowMicrophone(agent, 'granted')
  await page.getByText(kClosed).waitFor({ state: 'detached', timeout: 60_000 })
  await page.getByRole('button', { name: 'Answer' }).click()
  await talks(page)
  await hears(customer.page, await now(customer.page))
})
