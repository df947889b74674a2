// Trunks over the API: their live state, their password, a test call, and who may see them.
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
const trunk = async (headers) => (await asked('administrator', 'GET', '/api/trunks', undefined, 200, headers)).items[0]

before(async () => {
  peal = await Peal.start()
  people.nobody = await peal.client()
  people.supervisor = await peal.client('supervisor chen')
  people.administrator = await peal.client('administrator admin')
  // Nobody listens on the discard port.
  await people.administrator.request('POST', '/api/settings/apply', `
tenant: {key: demo, name: Demo}
trunks:
  - {key: carrier, name: {zh-CN: 运营商, en-US: Carrier}, address: "127.0.0.1:9", user: "861088880000", register: true, channels: 30, calls_per_second: 5, codecs: [pcma], health_every: 5s}
`, { 'Content-Type': 'application/yaml' })
})
after(() => peal?.stop())

test('only administrators see trunks', async () => {
  await asked('nobody', 'GET', '/api/trunks', undefined, 401)
  await asked('supervisor', 'GET', '/api/trunks', undefined, 403)
  await asked('supervisor', 'POST', '/api/trunks/carrier/test-call', { number: '139' }, 403)
  await asked('supervisor', 'PUT', '/api/trunks/carrier/password', { password: 'x' }, 403)
})

test('a trunk shows its settings and what is wrong, in the language asked for', async () => {
  const english = { 'Accept-Language': 'en-US' }
  const first = await until('the trunk is there', async () => trunk(english))
  assert.equal(first.key, 'carrier')
  assert.equal(first.channels, 30)
  assert.equal(first.name['zh-CN'], '运营商')
  const down = await until('it is down', async () => {
    const now = await trunk(english)
    return now.state === 'down' && now
  }, { within: 90_000 })
  assert.match(down.problem.text, /Nobody answers|nobody is there/)
  assert.match((await trunk({ 'Accept-Language': 'zh-CN' })).problem.text, /。/)
})

test('the password is taken and never shown', async () => {
  await asked('administrator', 'PUT', '/api/trunks/nothing/password', { password: 'x' }, 404)
  await asked('administrator', 'PUT', '/api/trunks/carrier/password', { password: 'a\nb' }, 400)
  const answer = await people.administrator.request('PUT', '/api/trunks/carrier/password', { password: 'open sesame 7' })
  assert.equal(answer.status, 204)
  assert.ok(!JSON.stringify(await trunk()).includes('sesame'))
  assert.ok(!peal.output.includes('sesame'))
})

test('a test call over a dead trunk says so', async () => {
  await asked('administrator', 'POST', '/api/trunks/carrier/test-call', { number: 'sip:a@b' }, 400)
  await asked('administrator', 'POST', '/api/trunks/carrier/test-call', {}, 400)
  await asked('administrator', 'POST', '/api/trunks/nothing/test-call', { number: '139' }, 404)
  const done = await asked('administrator', 'POST', '/api/trunks/carrier/test-call', { number: '+8613810298208' }, 200)
  assert.equal(done.answered, false)
  assert.ok(done.text.length > 5)
  const now = await trunk()
  assert.ok(now.lastCallProblem, 'the page shows the call that failed')
  assert.equal(now.callsOut, 0)
})
