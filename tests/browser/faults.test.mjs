// What a day brings: a page reloaded in a call, a browser that vanishes in one,
// a server that is killed in one.
import assert from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'

import { openBrowser } from '../lib/chromium.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { heard, now } from '../lib/hearing.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { readWav, toneTime } from '../lib/sound.mjs'
import { customerCalls, finish, pause as wait, startsWork, talk } from './people.mjs'

const kCustomerHertz = 620
const kAgentHertz = 950
const kComfortHertz = 440
const kComfortLeast = 0.012
const kWavBytesPerSecond = 8_000 * 2 * 2
const keep = keeper()

// What is written of the only recording.
async function recordedBytes(peal) {
  const folder = path.join(peal.data, 'recordings')
  const [file] = (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.wav'))
  return file ? (await stat(path.join(folder, file))).size : 0
}

const stepsOf = async (client, contact) => (await client.get(`/api/contacts/${contact.id}`)).body.steps.map((step) => step.kind)

test('an agent who reloads the page in a call gets it back', { timeout: 120_000 }, async () => {
  const peal = keep(await Peal.start())
  const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz }))
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz }))
  await talk(customer, agent)
  await wait(1_000)
  await agent.page.reload()
  await agent.page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
  await until('the call is whole again', async () => {
    const client = await peal.client('supervisor chen')
    const [contact] = (await client.get('/api/contacts')).body.items
    return contact && (await stepsOf(client, contact)).includes('agent_leg_back')
  })
  await wait(2_000)
  assert.ok(await customer.page.getByText('Connected').isVisible(), 'the customer is still there')
  await customer.page.getByRole('button', { name: 'Hang up' }).click()
  await agent.page.getByText('How did it end?').waitFor({ timeout: 60_000 })
})

test('an agent whose browser vanishes in a call is offered it again', { timeout: 180_000 }, async () => {
  const peal = keep(await Peal.start())
  await applyDemo(peal, { 'reconnect_grace: 15s': 'reconnect_grace: 60s' })
  const supervisor = await peal.client('supervisor chen')
  const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz }))
  // The machine that comes back: already started, since the grace is short.
  const again = keep(await openBrowser({ hertz: kAgentHertz }))
  await again.page.addInitScript(() => localStorage.setItem('peal.language', 'en-US'))
  await again.page.goto(peal.http)
  await again.page.locator('input:not([type=password])').first().fill('li')
  await again.page.locator('input[type=password]').fill((await peal.accounts())['agent li'])

  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz, kComfortHertz] }))
  await talk(customer, agent)
  const agentSpeaks = (since) => heard(customer.page, kAgentHertz, { since })
  await until('the customer hears the agent', async () => (await agentSpeaks(0)).length > 20)
  await until("the queue's music is over", async () =>
    (await heard(customer.page, kComfortHertz, { least: kComfortLeast, since: (await now(customer.page)) - 1_000 })).length === 0)

  const gone = await now(customer.page)
  await agent.vanish()
  const comfort = await until('the customer hears the comfort tone', async () => {
    const moments = await heard(customer.page, kComfortHertz, { least: kComfortLeast, since: gone })
    return moments.length >= 10 && moments
  }, { within: 60_000 })
  const [contact] = (await supervisor.get('/api/contacts')).body.items
  const kinds = await until('the loss is in the call detail', async () => {
    const steps = await stepsOf(supervisor, contact)
    return steps.includes('agent_leg_lost') && steps
  })
  assert.ok(!kinds.includes('agent_leg_back'), `${kinds}`)
  assert.equal((await agentSpeaks(comfort[0])).length, 0, 'the agent is not heard meanwhile')

  await again.page.locator('button[type=submit]').click()
  await again.page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
  await until('the same handling goes on', async () => (await stepsOf(supervisor, contact)).includes('agent_leg_back'))
  const back = await now(customer.page)
  await until('the customer hears the agent again', async () => (await agentSpeaks(back)).length > 20)
  assert.ok(await customer.page.getByText('Connected').isVisible(), 'the customer was there all the time')
  await finish(customer, again)
  const { handlings } = (await supervisor.get(`/api/contacts/${contact.id}`)).body
  assert.deepEqual(handlings.length, 1, 'it is one handling')
})

test('a server killed in mid-call comes back whole', { timeout: 180_000 }, async () => {
  let peal = await Peal.start()
  const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz }))
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz }))
  await talk(customer, agent)
  await until('six seconds of it are on the disk', async () => (await recordedBytes(peal)) > 6 * kWavBytesPerSecond)
  await peal.kill()
  await wait(500)
  peal = keep(await peal.startAgain())

  const client = await peal.client('supervisor chen')
  const contact = await until('the broken call is closed with its cause', async () => {
    const [first] = (await client.get('/api/contacts')).body.items
    return first?.endedAt && first
  })
  assert.equal(contact.end, 'failed')
  const [recording] = (await until('the recording is there', async () => {
    const list = (await client.get('/api/recordings')).body.items
    return list.length > 0 && list
  }))
  const audio = await client.get(`/api/recordings/${recording.id}/audio`)
  assert.equal(audio.status, 200)
  const wav = readWav(audio.body)
  assert.ok(toneTime(wav.channels[0], wav.rate, kCustomerHertz, 0.03) >= 2, `the customer is heard in ${wav.seconds} s`)
  assert.ok(toneTime(wav.channels[1], wav.rate, kAgentHertz, 0.03) >= 2, 'the agent is heard')

  // The agent is not stuck: the page comes back by itself and the next call reaches it.
  await until('the agent can work again', async () => {
    const done = agent.page.getByRole('button', { name: 'Done' })
    if (await done.isVisible().catch(() => false)) {
      await agent.page.locator('body').click({ position: { x: 700, y: 740 } })
      await agent.page.keyboard.press('1')
      await done.click({ timeout: 1_000 }).catch(() => {})
    }
    const ready = agent.page.getByRole('button', { name: 'Go ready' })
    if (await ready.isVisible().catch(() => false)) await ready.click({ timeout: 1_000 }).catch(() => {})
    return agent.page.getByText('Ready for the next call').isVisible()
  }, { within: 60_000, every: 500 })
  const next = keep(await customerCalls(peal, { hertz: kCustomerHertz }))
  await talk(next, agent)
  const customers = (await client.get('/api/customers')).body.items
  assert.ok(Array.isArray(customers))
})
