// Conferences as the pages and programs see them, held against the contract.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { asked } from '../lib/contract.mjs'
import { Peal, until } from '../lib/peal.mjs'

const nowhere = '1-0DQ3M8X0A4K0C'
const rooms = `tenant: {key: demo}
conferences:
  - {key: board, name: {zh-CN: 管理会议, en-US: Board}, number: "6500", host_pin: true, wait_for_host: true}
  - {key: open, name: Open, pin: false}
`
let peal
let administrator
let supervisor
let agent

before(async () => {
  peal = await Peal.start()
  administrator = await peal.client('administrator admin')
  supervisor = await peal.client('supervisor chen')
  agent = await peal.client('agent li')
  const current = await administrator.request('GET', '/api/settings/current')
  assert.equal(current.status, 200)
  const applied = await administrator.request('POST', '/api/settings/apply', rooms)
  assert.equal(applied.status, 200, JSON.stringify(applied.body))
})
after(() => peal?.stop())

test('the list has every room with nobody inside', async () => {
  const items = await until('the settings are in force', async () => {
    const now = (await asked(agent, 'GET', '/api/conferences', undefined, 200)).body.items
    return now.length === 2 && now
  })
  assert.deepEqual(items.map((room) => [room.key, room.needsPin, room.count, room.since, room.mayRule]), [
    ['board', true, 0, null, false],
    ['open', false, 0, null, false],
  ])
})

test('what a host does is refused to others, and told when nobody is inside', async () => {
  for (const [way, body] of [['mute', { party: nowhere, on: true }], ['remove', { party: nowhere }], ['lock', { on: true }], ['end', undefined]]) {
    await asked(agent, 'POST', `/api/conferences/board/${way}`, body, 403)
    await asked(supervisor, 'POST', `/api/conferences/board/${way}`, body, [404, 409])
    await asked(supervisor, 'POST', `/api/conferences/nowhere/${way}`, body, 404)
  }
  await asked(supervisor, 'POST', '/api/conferences/board/mute', { party: nowhere }, 400)
})

test('PINs are for administrators, of four to twelve digits, and never shown', async () => {
  await asked(supervisor, 'PUT', '/api/conferences/board/pins', { pin: '4711' }, 403)
  await asked(administrator, 'PUT', '/api/conferences/nowhere/pins', { pin: '4711' }, 404)
  for (const pin of ['471', '4711a', '1234567890123']) {
    const answer = await administrator.request('PUT', '/api/conferences/board/pins', { pin })
    assert.equal(answer.status, 400, pin)
  }
  await asked(administrator, 'PUT', '/api/conferences/board/pins', { pin: '4711', hostPin: '4711' }, 400)
  await asked(administrator, 'PUT', '/api/conferences/board/pins', { pin: '4711', hostPin: '90210' }, 204)
  const open = await asked(administrator, 'PUT', '/api/conferences/open/pins', { pin: '4711' }, 409)
  assert.equal(open.body.where, 'refuse.pin_not_asked', 'a PIN that nobody is asked for protects nothing')
  for (const target of ['/api/conferences', '/api/settings/current']) {
    const shown = await administrator.request('GET', target)
    assert.ok(!JSON.stringify(shown.body).includes('90210'), target)
  }
})

test('a call of three that is not there is said to be gone', async () => {
  await asked(agent, 'POST', `/api/contacts/${nowhere}/join`, undefined, [404, 409])
  await asked(supervisor, 'POST', `/api/contacts/${nowhere}/join`, undefined, 403)
})
