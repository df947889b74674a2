// Real answers of the real program, for each role, held against the contract.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { holds } from '../lib/contract.mjs'
import { Peal, root } from '../lib/peal.mjs'

let peal
const people = {}

async function asked(who, method, target, body, wanted) {
  const answer = await people[who].request(method, target, body)
  holds(method, target, answer)
  if (wanted !== undefined) assert.equal(answer.status, wanted, `${who} ${method} ${target}: ${JSON.stringify(answer.body)}`)
  return answer
}

before(async () => {
  peal = await Peal.start()
  people.nobody = await peal.client()
  people.agent = await peal.client('agent li')
  people.supervisor = await peal.client('supervisor chen')
  people.administrator = await peal.client('administrator admin')
})
after(() => peal?.stop())

test('what everybody may read fits its schema', async () => {
  for (const who of ['agent', 'supervisor', 'administrator']) {
    for (const target of ['/api/me', '/api/me/ice', '/api/sessions/current', '/api/live', '/api/queues', '/api/agents', '/api/figures'])
      await asked(who, 'GET', target, undefined, 200)
  }
  for (const target of ['/api/contacts', '/api/recordings', '/api/customers']) await asked('supervisor', 'GET', target, undefined, 200)
  for (const target of ['/api/settings/current', '/api/settings/revisions', '/api/sessions', '/api/trunks']) await asked('administrator', 'GET', target, undefined, 200)
  await asked('nobody', 'GET', '/healthz', undefined, 200)
  await asked('nobody', 'GET', '/api/public/demo', undefined, 200)
})

test('who is not signed in, or not allowed, is told so', async () => {
  await asked('nobody', 'GET', '/api/me', undefined, 401)
  await asked('nobody', 'POST', '/api/sessions', { user: 'li', password: 'wrong' }, 401)
  await asked('agent', 'GET', '/api/sessions', undefined, 403)
  await asked('agent', 'POST', '/api/settings/apply', 'tenant: {}', 403)
})

test('a request from another site is refused', async () => {
  const answer = await people.agent.request('POST', '/api/agent/sign-in', undefined, { origin: 'https://evil.example' })
  holds('POST', '/api/agent/sign-in', answer)
  assert.equal(answer.status, 403)
})

test('the working day of an agent, and rules that refuse', async () => {
  await asked('agent', 'POST', '/api/agent/sign-in', undefined, 200)
  await asked('agent', 'PUT', '/api/agent/status', { status: 'not_ready' }, 200)
  await asked('agent', 'PUT', '/api/agent/status', { status: 'sideways' }, 400)
  const nowhere = '1-0DQ3M8X0A4K0C'
  const refused = await asked('agent', 'POST', `/api/contacts/${nowhere}/hold`)
  assert.ok([404, 409].includes(refused.status))
  await asked('agent', 'POST', '/api/agent/sign-out', undefined, 200)
})

test('customers keep what was typed, and an old version is refused', async () => {
  const made = await asked('agent', 'POST', '/api/customers', { name: '王芳 O’Neill 🙂', numbers: ['+8613810298208'] })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const read = (await asked('agent', 'GET', `/api/customers/${made.body.id}`, undefined, 200)).body
  assert.equal(read.name, '王芳 O’Neill 🙂')
  await asked('agent', 'GET', `/api/customers/${made.body.id}/history`, undefined, 200)
  await asked('agent', 'GET', '/api/customers/1-0DQ3M8X0A4K0C', undefined, 404)
})

test('an administrator forgets a customer for good', async () => {
  const made = await asked('agent', 'POST', '/api/customers', { name: 'Anna', numbers: ['+8613900001111'] }, 201)
  const target = `/api/customers/${made.body.id}`
  await asked('supervisor', 'DELETE', target, undefined, 403)
  await asked('administrator', 'DELETE', target, undefined, 204)
  await asked('administrator', 'GET', target, undefined, 404)
  await asked('administrator', 'DELETE', target, undefined, 404)
})

test('settings: the same file changes nothing, a mistake says where', async () => {
  const demo = await readFile(path.join(root, 'demo/demo.yaml'), 'utf8')
  const same = await asked('administrator', 'POST', '/api/settings/apply', demo, 200)
  assert.equal(same.body.changed, false)
  const wrong = await asked('administrator', 'POST', '/api/settings/apply', demo.replace('queue: sales', 'queue: slaes'), 400)
  assert.match(wrong.body.detail, /slaes/)
  assert.match(wrong.body.detail, /:\d+:\d+/)
})

test('what a web visitor says is checked, and told in their language', async () => {
  await asked('nobody', 'POST', '/api/web-calls', { number: '4000', name: '王芳 🙂', caller: '138 1029 8208', language: 'zh-CN' }, 201)
  const wrong = await people.nobody.request('POST', '/api/web-calls', { number: '4000', caller: '110' }, { 'accept-language': 'zh-CN' })
  holds('POST', '/api/web-calls', wrong)
  assert.equal(wrong.status, 400)
  assert.equal(wrong.body.where, 'api.not_a_number')
  assert.match(wrong.body.detail, /不是有效的电话号码/)
  const hostile = [{ name: 'a\r\nVia: x' }, { name: '\u202Eevil' }, { name: 'x'.repeat(101) }, { caller: '1'.repeat(41) }, { caller: 7 }, { name: null, caller: ['1'] }]
  for (const said of hostile) await asked('nobody', 'POST', '/api/web-calls', { number: '4000', ...said }, 400)
})

test('a token for a web call is for one number', async () => {
  await asked('nobody', 'POST', '/api/web-calls', { number: '4000' }, 201)
  const refused = await asked('nobody', 'POST', '/api/web-calls', { number: '9999' })
  assert.equal(refused.status, 404)
})

test('broken JSON and huge bodies are answered, and the server lives', async () => {
  const broken = await fetch(`${peal.http}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json', origin: peal.http }, body: '{"user":' })
  assert.equal(broken.status, 400)
  const huge = await fetch(`${peal.http}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json', origin: peal.http }, body: 'x'.repeat(9_000_000) }).catch(() => ({ status: 413 }))
  assert.equal(huge.status, 413)
  await asked('nobody', 'GET', '/healthz', undefined, 200)
})
