// API keys from the command line, and `peal apply --server` with one.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { holds } from '../lib/contract.mjs'
import { EventLine } from '../lib/events.mjs'
import { Peal, program, root, until } from '../lib/peal.mjs'

let peal
before(async () => { peal = await Peal.start() })
after(() => peal?.stop())

function run(args, token) {
  const env = { ...process.env }
  delete env.PEAL_TOKEN
  if (token !== undefined) env.PEAL_TOKEN = token
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 60_000 }, (error, out, err) => resolve({ status: error ? error.code : 0, out, err }))
  })
}
const key = (...args) => run(['key', ...args, '--data', peal.data])

async function create(name, role) {
  const made = await key('create', '--name', name, '--role', role)
  assert.equal(made.status, 0, made.err)
  const secret = made.out.trim()
  assert.match(secret, /^peal_[0-9a-f]{64}$/)
  const [, id] = /^Key (\S+) of demo/.exec(made.err)
  return { id, secret }
}

// A file with one agent's name changed, so that there is something to do.
async function changed(name) {
  const file = path.join(peal.data, 'changed.yaml')
  await writeFile(file, (await readFile(path.join(root, 'demo/demo.yaml'), 'utf8')).replace('name: Desk phone\n', `name: ${name}\n`))
  return file
}
// The data folder is named for its certificate, which nobody else has signed.
const apply = (file, token) => run(['apply', file, '--server', peal.https, '--data', peal.data], token)

test('a key applies a file over HTTPS until it is revoked', async () => {
  const { id, secret } = await create('deployment 部署', 'administrator')
  const file = await changed('Phone by key')
  const done = await apply(file, secret)
  assert.equal(done.status, 0, done.err)
  assert.match(done.out, /Phone by key/)
  assert.match((await apply(file, secret)).out, /Nothing to change/)

  const listed = await key('list')
  assert.match(listed.out, new RegExp(`${id} .*administrator .*demo .*deployment 部署`))
  assert.ok(!listed.out.includes(secret.slice(5)), 'the secret is not shown again')

  assert.equal((await key('revoke', id)).status, 0)
  const refused = await apply(file, secret)
  assert.equal(refused.status, 1)
  assert.match(refused.err, /nothing was changed/)
  assert.match(refused.err, /unknown or was revoked/)
  assert.match((await key('revoke', id)).err, /no such API key, or it was revoked before/)
})

test('no key, a wrong key and one of too small a role are refused in words', async () => {
  const file = await changed('Never')
  const none = await apply(file)
  assert.equal(none.status, 1)
  assert.match(none.err, /PEAL_TOKEN.*peal key create/)
  const wrong = await apply(file, `peal_${'0'.repeat(64)}`)
  assert.equal(wrong.status, 1)
  assert.match(wrong.err, /unknown or was revoked.*PEAL_TOKEN/)
  const { secret } = await create('wall board', 'supervisor')
  const small = await apply(file, secret)
  assert.equal(small.status, 1)
  assert.match(small.err, /role does not allow/i)
})

test('a file that cannot be read is named with the reason', async () => {
  const missing = await apply(path.join(peal.data, 'missing.yaml'))
  assert.equal(missing.status, 1)
  assert.match(missing.err, /missing\.yaml cannot be read: No such file/)
})

test('a mistake in the file comes back with file, line, column and path', async () => {
  const { secret } = await create('checks', 'administrator')
  const file = path.join(peal.data, 'wrong.yaml')
  await writeFile(file, (await readFile(path.join(root, 'demo/demo.yaml'), 'utf8')).replace('strategy: longest_idle', 'strategy: ring_all'))
  const overHttps = await apply(file, secret)
  assert.equal(overHttps.status, 1)
  assert.match(overHttps.err, /wrong\.yaml:\d+:\d+: queues\[0\]\.strategy: .*ring_all/)
  const throughTheSocket = await run(['apply', file, '--data', peal.data])
  assert.match(throughTheSocket.err, /wrong\.yaml:\d+:\d+: queues\[0\]\.strategy: .*ring_all/)
})

test('a certificate that nobody vouches for is refused', async () => {
  const { secret } = await create('stranger', 'administrator')
  const elsewhere = path.join(peal.data, 'elsewhere')
  const refused = await run(['apply', await changed('Never'), '--server', peal.https, '--data', elsewhere], secret)
  assert.equal(refused.status, 1)
  assert.match(refused.err, /certificate|SSL|TLS/i)
})

test('keys over HTTP: made once, by administrators, of their own tenant', async () => {
  const administrator = await peal.client('administrator admin')
  const supervisor = await peal.client('supervisor chen')
  const made = await administrator.post('/api/keys', { name: 'report', role: 'supervisor' })
  holds('POST', '/api/keys', made)
  assert.equal(made.status, 201)
  const list = await administrator.get('/api/keys')
  holds('GET', '/api/keys', list)
  assert.ok(list.body.items.some((row) => row.id === made.body.id && row.name === 'report'))
  for (const [method, target, body] of [['POST', '/api/keys', { name: 'x', role: 'agent' }], ['GET', '/api/keys'], ['DELETE', `/api/keys/${made.body.id}`]]) {
    const refused = await supervisor.request(method, target, body)
    holds(method, target, refused)
    assert.equal(refused.status, 403)
  }
  for (const body of [{ name: '', role: 'agent' }, { name: 'x', role: 'king' }, { name: 'x' }, { name: 'x', role: 'agent', more: 1 }]) {
    const refused = await administrator.post('/api/keys', body)
    holds('POST', '/api/keys', refused)
    assert.equal(refused.status, 400, JSON.stringify(body))
  }
  assert.equal((await administrator.post('/api/keys', { name: 'x', role: 'agent', tenant: 'other' })).status, 404)
  assert.equal((await administrator.delete('/api/keys/1-0DQ3M8X0A4K0C')).status, 404)

  // A program with it sees the board until the moment it is revoked.
  const line = new EventLine(peal, { authorization: `Bearer ${made.body.secret}` })
  assert.equal((await line.hello()).type, 'snapshot')
  const revoked = await administrator.delete(`/api/keys/${made.body.id}`)
  holds('DELETE', `/api/keys/${made.body.id}`, revoked)
  assert.equal(revoked.status, 204)
  assert.equal(await line.closed, 4401)
  const late = await fetch(`${peal.http}/api/queues`, { headers: { authorization: `Bearer ${made.body.secret}` } })
  assert.equal(late.status, 401)
})

test('without a server the keys of the data folder are the same', { timeout: 90_000 }, async () => {
  const before = await create('kept', 'agent')
  peal.process.kill('SIGTERM')
  await peal.exited
  assert.match((await key('list')).out, /kept/)
  const { id, secret } = await create('made while it was down', 'administrator')
  assert.equal((await key('revoke', before.id)).status, 0)
  assert.match((await key('create', '--name', 'x', '--tenant', 'nobody')).err, /no tenant 'nobody'/)
  peal = await peal.startAgain()
  await until('it takes the key', async () => (await fetch(`${peal.http}/api/queues`, { headers: { authorization: `Bearer ${secret}` } })).ok)
  const kept = await fetch(`${peal.http}/api/queues`, { headers: { authorization: `Bearer ${before.secret}` } })
  assert.equal(kept.status, 401)
  assert.match((await key('list')).out, new RegExp(id))
})
