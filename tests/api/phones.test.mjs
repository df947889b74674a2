// An agent's own extension and PIN, held against the contract.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { asked } from '../lib/contract.mjs'
import { Peal, until } from '../lib/peal.mjs'

let peal
let agent
let supervisor
let administrator

const extension = () => until('the agent is shown', async () => {
  const live = await asked(agent, 'GET', '/api/live', undefined, 200)
  return live.body.documents.find((one) => one.kind === 'agent' && one.data.key === 'li')?.data
})
const shows = (what, check) => until(what, async () => check(await extension()))

before(async () => {
  peal = await Peal.start()
  agent = await peal.client('agent li')
  supervisor = await peal.client('supervisor chen')
  administrator = await peal.client('administrator admin')
})
after(() => peal?.stop())

test('an extension has rules of its own, within those of the settings', async () => {
  const before = await extension()
  assert.deepEqual(before.phoneRules, { mayWait: false, callWaiting: false, doNotDisturb: false, ringSeconds: 25 })
  await asked(agent, 'PUT', '/api/agent/phone-rules', { callWaiting: false, doNotDisturb: true, ringSeconds: 40 }, 200)
  await shows('the rules are shown', ({ phoneRules }) => phoneRules.doNotDisturb && phoneRules.ringSeconds === 40)
  await asked(agent, 'PUT', '/api/agent/phone-rules', { callWaiting: true, doNotDisturb: false, ringSeconds: 40 }, 403)
  await asked(agent, 'PUT', '/api/agent/phone-rules', { callWaiting: false, doNotDisturb: false, ringSeconds: 4 }, 400)
  await asked(agent, 'PUT', '/api/agent/phone-rules', { doNotDisturb: false }, 400)
  await asked(supervisor, 'PUT', '/api/agent/phone-rules', { callWaiting: false, doNotDisturb: false, ringSeconds: 0 }, 403)
  await asked(agent, 'PUT', '/api/agent/phone-rules', { callWaiting: false, doNotDisturb: false, ringSeconds: 0 }, 200)
  await shows('as the settings say', ({ phoneRules }) => phoneRules.ringSeconds === 25)
})

test('a PIN is set, never shown, and refused when anybody would guess it', async () => {
  assert.equal((await asked(agent, 'GET', '/api/agent/phone-pin', undefined, 200)).body.set, false)
  for (const pin of ['123', '1234', '9876', '0000', '12a4', '1234567890123']) await asked(agent, 'PUT', '/api/agent/phone-pin', { pin }, 400)
  await asked(agent, 'PUT', '/api/agent/phone-pin', { pin: '480262' }, 204)
  const kept = await asked(agent, 'GET', '/api/agent/phone-pin', undefined, 200)
  assert.deepEqual(kept.body, { set: true })
  await asked(agent, 'DELETE', '/api/agent/phone-pin', undefined, 204)
  assert.equal((await asked(agent, 'GET', '/api/agent/phone-pin', undefined, 200)).body.set, false)
})

test('an administrator gives a PIN, and nobody else gives one to others', async () => {
  const { id } = await extension()
  await asked(administrator, 'PUT', `/api/agents/${id}/phone-pin`, { pin: '480262' }, 204)
  assert.equal((await asked(agent, 'GET', '/api/agent/phone-pin', undefined, 200)).body.set, true)
  await asked(supervisor, 'PUT', `/api/agents/${id}/phone-pin`, { pin: '480262' }, 403)
  await asked(agent, 'DELETE', `/api/agents/${id}/phone-pin`, undefined, 403)
  await asked(administrator, 'DELETE', '/api/agents/1-0DQ3M8X0A4K0C/phone-pin', undefined, 404)
  await asked(administrator, 'DELETE', `/api/agents/${id}/phone-pin`, undefined, 204)
})

test('whoever sits at no other phone has none to give back', async () => {
  await asked(agent, 'DELETE', '/api/agent/seat', undefined, 409)
})
