// The signalling of a call over the API: its ladder, its capture file, the live trace, and who may see them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Caller } from '../lib/caller.mjs'
import { holds } from '../lib/contract.mjs'
import { Peal, until } from '../lib/peal.mjs'

let peal
let contact
const people = {}

async function asked(who, target, wanted, headers) {
  const answer = await people[who].request('GET', target, undefined, headers)
  holds('GET', target, answer)
  assert.equal(answer.status, wanted, `${who} ${target}: ${JSON.stringify(answer.body).slice(0, 400)}`)
  return answer.body
}

before(async () => {
  peal = await Peal.start()
  people.nobody = await peal.client()
  people.agent = await peal.client('agent li')
  people.supervisor = await peal.client('supervisor chen')
  people.administrator = await peal.client('administrator admin')
  const caller = await Caller.call(peal, '4000')
  contact = await until('the call is known', async () => (await asked('supervisor', '/api/contacts', 200)).items[0]?.id)
  await caller.hangUp()
})
after(() => peal?.stop())

test('supervisors see the ladder of a call, agents do not', async () => {
  const target = `/api/contacts/${contact}/ladder`
  const ladder = await until('the call is over', async () => {
    const now = await asked('supervisor', target, 200)
    return now.messages.some((message) => message.status === 200 && message.method === 'BYE') && now
  })
  assert.deepEqual(ladder.peers.map((peer) => [peer.role, peer.transport]), [['caller', 'udp']])
  assert.equal(ladder.messages[0].method, 'INVITE')
  assert.equal(ladder.messages[0].media[0].codecs, 'PCMU')
  assert.ok(ladder.steps.some(({ step }) => step.kind === 'contact_arrived'))
  assert.ok(ladder.steps.every(({ before: place }) => place <= ladder.messages.length))
  await asked('agent', target, 403)
  await asked('nobody', target, 401)
  await asked('supervisor', '/api/contacts/1-0DQ3M8X0A4K0C/ladder', 404)
})

test('a capture file is for administrators, and each one stands in the audit log', async () => {
  const target = `/api/contacts/${contact}/pcap`
  await asked('supervisor', target, 403)
  await asked('administrator', target, 200)
  await asked('administrator', '/api/contacts/1-0DQ3M8X0A4K0C/pcap', 404)
})

test('the detail of a call names its trunk, and none where there is none', async () => {
  assert.equal((await asked('supervisor', `/api/contacts/${contact}`, 200)).trunk, null)
  for (const number of (await asked('administrator', '/api/settings/current', 200)).numbers) assert.equal(number.trunk, null)
})

test('the live trace begins where it was first asked, and is for administrators', async () => {
  await asked('supervisor', '/api/trace', 403)
  const first = await asked('administrator', '/api/trace', 200)
  assert.deepEqual(first.messages, [])
  const caller = await Caller.call(peal, '4000', '13900000042')
  const seen = await until('the INVITE is seen', async () => {
    const now = await asked('administrator', `/api/trace?after=${first.next}&number=13900000042&method=INVITE`, 200)
    return now.messages.length >= 2 && now
  })
  assert.ok(seen.messages.every((message) => message.method === 'INVITE'))
  await caller.hangUp()
  assert.deepEqual((await asked('administrator', `/api/trace?after=${first.next}&number=nobody`, 200)).messages, [])
  await asked('administrator', '/api/trace?after=never', 400)
  await asked('administrator', '/api/trace?trunk=nothing', 400)
})

test('a call that was refused before it had a leg is found by its number and its source', async () => {
  await asked('supervisor', '/api/trace/refused', 403)
  await assert.rejects(Caller.call(peal, '99887766', '13900000077'), /404/)
  const found = await until('it is listed', async () => {
    const now = await asked('administrator', '/api/trace/refused?number=99887766', 200)
    return now.items.length === 1 && now.items[0]
  })
  assert.equal(found.from, '13900000077')
  assert.equal(found.status, 404)
  assert.match(found.cause, /399/)
  const said = found.ladder.messages.map((message) => message.text.split('\r\n')[0])
  assert.match(said[0], /^INVITE /)
  assert.ok(said.slice(1).some((line) => line.startsWith('SIP/2.0 404')), `${said}`)
  assert.equal((await asked('administrator', '/api/trace/refused?source=127.0.0.2&number=77', 200)).items.length, 1)
  assert.deepEqual((await asked('administrator', '/api/trace/refused?source=203.0.113.9', 200)).items, [])
  assert.deepEqual((await asked('administrator', '/api/trace/refused?to=2001-01-01T00:00:00.000Z', 200)).items, [])
  await asked('administrator', '/api/trace/refused?from=yesterday', 400)
})
