// Trunks, numbers, agents, users, queues and conferences one by one, and the settings as a file, held against the contract.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { holds } from '../lib/contract.mjs'
import { Peal, until } from '../lib/peal.mjs'

let peal
const people = {}

async function asked(who, method, target, body, wanted, headers) {
  const answer = await people[who].request(method, target, body, headers)
  holds(method, target, answer)
  assert.equal(answer.status, wanted, `${who} ${method} ${target}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const list = (section, search = '') => asked('administrator', 'GET', `/api/settings/${section}${search && `?search=${encodeURIComponent(search)}`}`, undefined, 200)
const one = async (section, key) => (await list(section)).items.find((entry) => entry.key === key)
const put = (section, key, revision, entry, wanted = 200, headers) => asked('administrator', 'PUT', `/api/settings/${section}/${encodeURIComponent(key)}`, { revision, entry }, wanted, headers)
const remove = (section, key, revision, wanted = 200) => asked('administrator', 'DELETE', `/api/settings/${section}/${encodeURIComponent(key)}?revision=${revision}`, undefined, wanted)
// The switch takes a change up a moment after it is kept.
const works = (what, check) => until(what, async () => {
  const [trunk] = (await people.administrator.get('/api/trunks')).body.items
  return trunk && check(trunk)
})
const exported = async () => {
  const answer = await people.administrator.request('GET', '/api/settings/export')
  holds('GET', '/api/settings/export', answer)
  assert.equal(answer.status, 200)
  return answer.body
}

before(async () => {
  peal = await Peal.start()
  people.nobody = await peal.client()
  people.supervisor = await peal.client('supervisor chen')
  people.administrator = await peal.client('administrator admin')
})
after(() => peal?.stop())

test('only administrators see and change entries', async () => {
  for (const section of ['trunks', 'numbers', 'agents', 'users', 'queues', 'conferences']) {
    await asked('nobody', 'GET', `/api/settings/${section}`, undefined, 401)
    await asked('supervisor', 'GET', `/api/settings/${section}`, undefined, 403)
    await asked('supervisor', 'PUT', `/api/settings/${section}/x`, { revision: 0, entry: {} }, 403)
    await asked('supervisor', 'DELETE', `/api/settings/${section}/x?revision=1`, undefined, 403)
  }
  await asked('supervisor', 'GET', '/api/settings/export', undefined, 403)
})

test('a trunk and its number are connected, changed and taken away', async () => {
  const first = await put('trunks', 'carrier', 0, { name: { 'en-US': 'The carrier' }, address: '127.0.0.1:9', user: '861088880000', register: true, channels: 30, called: { form: 'plain' }, health_every: '5s' })
  assert.deepEqual(first.changes, ['trunk carrier: added'])
  const number = '+861088880000'
  const flow = (await one('numbers', '4000')).entry.flow
  await put('numbers', number, 0, { flow, trunk: 'carrier' })
  assert.deepEqual((await one('numbers', number)).entry, { digits: number, flow, trunk: 'carrier' })
  await works('the number comes in on it', (trunk) => trunk.numbers.includes(number))

  const seen = await one('trunks', 'carrier')
  assert.equal(seen.revision, first.revision)
  assert.equal(seen.hasPassword, false)
  await asked('administrator', 'PUT', '/api/trunks/carrier/password', { password: 'open sesame 7' }, 204)
  assert.equal((await one('trunks', 'carrier')).hasPassword, true)
  const changed = await put('trunks', 'carrier', seen.revision, { ...seen.entry, channels: 60 })
  assert.deepEqual(changed.changes, ['trunk carrier: channels 30 -> 60'])
  await works('the change is at work', (trunk) => trunk.channels === 60)

  const late = await put('trunks', 'carrier', seen.revision, { ...seen.entry, channels: 90 }, 409, { 'Accept-Language': 'zh-CN' })
  assert.match(late.detail, /别人/)
  const needed = await remove('trunks', 'carrier', changed.revision, 400)
  assert.match(needed.mistakes[0].text, /\+861088880000/)
  await remove('numbers', number, (await one('numbers', number)).revision)
  await remove('trunks', 'carrier', changed.revision)
  assert.deepEqual((await list('trunks')).items, [])
})

test('what is wrong is told at its field, in the language asked for', async () => {
  const bad = { address: 'sip carrier', channels: 'many', codecs: ['pcma', 'g723'], called: { form: 'best' }, colour: 'red' }
  const fields = ['address', 'channels', 'codecs[1]', 'called.form', 'colour']
  const english = await put('trunks', 'bad', 0, bad, 400, { 'Accept-Language': 'en-US' })
  assert.deepEqual(english.mistakes.map(({ field }) => field).sort(), [...fields].sort())
  const chinese = await put('trunks', 'bad', 0, bad, 400, { 'Accept-Language': 'zh-CN' })
  for (const { text } of chinese.mistakes) assert.match(text, /。$/)
  assert.equal((await put('trunks', 'no key', 0, { address: 'a.example' }, 400)).mistakes[0].field, 'key')
  await put('trunks', 'bad', 0, 'no object', 400)
  await asked('administrator', 'PUT', '/api/settings/trunks/bad', { entry: {} }, 400)
  await asked('administrator', 'DELETE', '/api/settings/trunks/bad', undefined, 400)
  let deep = {}
  for (let i = 0; i < 50; ++i) deep = { deep }
  await put('trunks', 'bad', 0, deep, 400)
  assert.deepEqual((await list('trunks')).items, [])
})

test('a phone gets its password, which nothing shows again', async () => {
  const made = await put('agents', 'front', 0, { name: 'Front desk', number: '1077', device: 'phone', pickup_group: 'front', may_call_outside: false })
  assert.equal((await list('agents', '1077')).items.length, 1)
  const { id } = await one('agents', 'front')
  await asked('administrator', 'PUT', `/api/agents/${id}/phone-password`, { password: 'short' }, 400)
  await asked('supervisor', 'PUT', `/api/agents/${id}/phone-password`, { password: 'abcd-efgh-2345' }, 403)
  await asked('administrator', 'PUT', '/api/agents/1-0DQ3M8X0A4K0C/phone-password', { password: 'abcd-efgh-2345' }, 404)
  await asked('administrator', 'PUT', `/api/agents/${id}/phone-password`, { password: 'abcd-efgh-2345' }, 204)
  assert.equal((await one('agents', 'front')).hasPassword, true)
  assert.ok(!peal.output.includes('abcd-efgh'))
  const taken = await put('agents', 'other', 0, { number: '1077' }, 400)
  assert.equal(taken.mistakes[0].field, 'number')
  await remove('agents', 'front', made.revision)
})

test('a user signs in with the password that was given', async () => {
  const made = await put('users', 'new', 0, { name: 'New', role: 'supervisor' })
  const { id } = await one('users', 'new')
  await asked('administrator', 'PUT', `/api/users/${id}/password`, { password: 'abcd-efgh-2345' }, 204)
  people.new = await peal.client()
  await people.new.signIn('new', 'abcd-efgh-2345')
  await asked('new', 'GET', '/api/me', undefined, 200)
  await asked('administrator', 'PUT', `/api/users/${id}/password`, { password: 'another-of-them' }, 204)
  await asked('new', 'GET', '/api/me', undefined, 401)
  await remove('users', 'new', made.revision)
  await remove('users', 'admin', (await one('users', 'admin')).revision, 409)
})

test('a queue and a conference are made, changed and taken away', async () => {
  await put('queues', 'service', 0, { name: { 'en-US': 'Service' }, skills: { support: 8 }, service_level: '45s' })
  const queue = await one('queues', 'service')
  assert.deepEqual(queue.entry, { key: 'service', name: { 'en-US': 'Service' }, skills: { support: 8 }, service_level: '45s' })
  const wrong = await put('queues', 'service', queue.revision, { ...queue.entry, skills: { cooking: 1 }, announce_every: '2h' }, 400, { 'Accept-Language': 'zh-CN' })
  assert.deepEqual(wrong.mistakes.map(({ field }) => field).sort(), ['announce_every', 'skills.cooking'])
  for (const { text } of wrong.mistakes) assert.match(text, /。$/)
  await remove('queues', 'service', queue.revision)
  assert.match((await remove('queues', 'sales', (await one('queues', 'sales')).revision, 400)).mistakes[0].text, /main/)

  await put('conferences', 'board', 0, { number: '6500', name: { 'en-US': 'Board' } })
  const rooms = async () => (await asked('supervisor', 'GET', '/api/conferences', undefined, 200)).items
  await until('the room is there', async () => (await rooms()).some((room) => room.key === 'board' && room.needsPin))
  assert.equal((await one('conferences', 'board')).hasPassword, false)
  await asked('administrator', 'PUT', '/api/conferences/board/pins', { pin: '4711' }, 204)
  assert.equal((await one('conferences', 'board')).hasPassword, true)
  assert.equal((await put('conferences', 'other', 0, { number: '6500' }, 400)).mistakes[0].field, 'number')
  assert.equal((await put('conferences', 'other', 0, { number: '1001' }, 400)).mistakes[0].field, 'number')
  await remove('conferences', 'board', (await one('conferences', 'board')).revision)
  await until('the room is gone', async () => !(await rooms()).some((room) => room.key === 'board'))
})

test('the settings come out as a file that changes nothing', async () => {
  const yaml = await exported()
  assert.match(yaml, /^tenant:$/m)
  assert.ok(!/password:/.test(yaml))
  const again = await asked('administrator', 'POST', '/api/settings/apply', yaml, 200, { 'Content-Type': 'application/yaml' })
  assert.equal(again.changed, false, JSON.stringify(again.changes))
  await asked('administrator', 'POST', '/api/settings/apply', yaml.replace('country: CN', 'country: DE'), 200, { 'Content-Type': 'application/yaml' })
  assert.match(await exported(), /country: DE/)
})
