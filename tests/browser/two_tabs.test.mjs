// Two tabs of one agent: one has the audio, the other says so and can take
// over, also in the middle of a call.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { heard, now } from '../lib/hearing.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { customerCalls, finish, isOffered, pause, startsWork, wrapsUp } from './people.mjs'

const kCustomerHertz = 620
const kAgentHertz = 950
const keep = keeper()

const kElsewhere = 'Another tab of this browser has the audio'
const takeOver = (page) => page.getByRole('button', { name: 'Use the audio here' }).click()
const says = (page, text) => page.getByText(text).first().waitFor({ timeout: 60_000 })

test('the audio moves from tab to tab, and a call with it', { timeout: 240_000 }, async () => {
  const peal = keep(await Peal.start())
  const supervisor = await peal.client('supervisor chen')
  const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz }))
  const first = agent.page
  const second = await agent.context.newPage()
  second.on('pageerror', (error) => agent.problems.push(error.message))
  await second.goto(`${peal.http}/desk`)
  await says(second, kElsewhere)
  assert.equal(await first.getByText(kElsewhere).count(), 0)

  // An idle tab takes over: the other says so.
  await takeOver(second)
  await says(first, kElsewhere)
  await says(second, 'Phone ready')
  await second.getByText(kElsewhere).waitFor({ state: 'detached' })

  // The call is answered where the audio is; the other tab tells why it cannot.
  const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz] }))
  await isOffered(customer, { ...agent, page: second })
  await says(first, 'Another tab has the audio. Take it over first.')
  await second.getByRole('button', { name: 'Answer' }).click()
  await second.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 60_000 })
  const speaks = (since) => until('the customer hears the agent', async () => (await heard(customer.page, kAgentHertz, { since })).length > 20, { within: 60_000 })
  await speaks(0)

  // In mid-call the first tab takes it back: nobody is hung up.
  await takeOver(first)
  await says(second, kElsewhere)
  await until('the leg of the same handling is back', async () => {
    const [contact] = (await supervisor.get('/api/contacts')).body.items
    const { steps } = (await supervisor.get(`/api/contacts/${contact.id}`)).body
    return steps.some((step) => step.kind === 'agent_leg_back')
  }, { within: 60_000 })
  await speaks(await now(customer.page))
  assert.ok(await customer.page.getByText('Connected').isVisible(), 'the customer is still there')
  await pause(500)
  await finish(customer, agent)
  await wrapsUp(agent)
  const contact = await until('the call is in the list, ended', async () =>
    (await supervisor.get('/api/contacts')).body.items.find((item) => item.end === 'handled'))
  const { handlings } = (await supervisor.get(`/api/contacts/${contact.id}`)).body
  assert.equal(handlings.length, 1, 'it was one handling all the way')
  for (const { problems } of [agent, customer]) assert.deepEqual(problems, [])
})
