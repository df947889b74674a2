// A customer on the company's page and an agent at the desk, each in a real
// browser with a tone for a voice: the tones are found again on the right
// channel of the recording, and the page tells what happened.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { readWav, toneLevel, toneTime } from '../lib/sound.mjs'
import { customerCalls, finish, isOffered, pause as wait, signedIn, startsWork } from './people.mjs'
import { kLanguages, wordsOf } from './words.mjs'

const kCustomerHertz = 620
const kAgentHertz = 950

const keep = keeper()

for (const language of kLanguages) test(`a call from the page to the desk, in ${language}`, { timeout: 240_000 }, async () => {
  const word = wordsOf({ language })
  const peal = keep(await Peal.start())
  const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz, language }))
  const supervisor = keep(await signedIn(peal, 'supervisor chen', { language }))
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, language }))

  // The greeting plays; the customer presses 1 and waits for nobody: li is ready.
  await isOffered(customer, agent)
  await agent.page.getByText(word('Pressed')).first().waitFor()

  await until('the board shows the call', async () => (await supervisor.page.getByText('座席小李').count()) > 0)
  await agent.page.keyboard.press('F2')
  const hold = agent.page.getByRole('button', { name: word('Hold') })
  await hold.waitFor({ timeout: 60_000 })
  await wait(4_000)

  await agent.page.keyboard.press('F8')
  await agent.page.getByRole('button', { name: word('Retrieve') }).waitFor()
  await wait(2_000)
  await agent.page.keyboard.press('F8')
  await hold.waitFor()
  await wait(3_000)

  await finish(customer, agent)
  await agent.page.getByLabel(word('Notes')).fill('客户想要蓝色的 🙂')
  await until('the notes are saved', async () => (await agent.page.getByText(word('Saved')).count()) > 0)
  await agent.page.keyboard.press('Escape')
  await agent.page.locator('body').click({ position: { x: 700, y: 740 } })
  await agent.page.keyboard.press('1')
  await agent.page.getByRole('button', { name: word('Done') }).click()
  await agent.page.getByText(word('Ready for the next call')).waitFor({ timeout: 60_000 })

  // Afterwards the record tells it all.
  const client = await peal.client('supervisor chen')
  const contact = await until('the call is in the list, ended', async () => {
    const list = await client.get('/api/contacts')
    return list.body.items.find((item) => item.end === 'handled' && item.endedAt)
  })
  const detail = (await client.get(`/api/contacts/${contact.id}`)).body
  assert.equal(detail.handlings.length, 1)
  assert.equal(detail.handlings[0].notes, '客户想要蓝色的 🙂')
  const kinds = detail.steps.map((step) => step.kind)
  for (const kind of ['contact_arrived', 'visit_started', 'offer_made', 'handling_started', 'hold_started', 'hold_ended', 'contact_ended'])
    assert.ok(kinds.includes(kind), `${kind} is missing of ${kinds}`)

  const recording = await until('the recording is whole', async () => {
    const list = (await client.get('/api/recordings')).body.items
    return list.find((item) => item.contact === contact.id && item.whole)
  })
  const audio = await client.get(`/api/recordings/${recording.id}/audio`)
  assert.equal(audio.status, 200)
  const wav = readWav(audio.body)
  assert.equal(wav.channels.length, 2)
  const [left, right] = wav.channels
  assert.ok(toneTime(left, wav.rate, kCustomerHertz, 0.03) > 2, 'the customer is heard on the left')
  assert.ok(toneTime(right, wav.rate, kAgentHertz, 0.03) > 2, 'the agent is heard on the right')
  assert.ok(toneLevel(right, wav.rate, kCustomerHertz, 0, wav.seconds) < 0.01, 'the customer is not on the right')
  assert.ok(toneLevel(left, wav.rate, kAgentHertz, 0, wav.seconds) < 0.01, 'the agent is not on the left')

  for (const { problems } of [agent, supervisor, customer]) assert.deepEqual(problems, [])
})
