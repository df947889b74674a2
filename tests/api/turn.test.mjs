// TURN servers over the API: the contract, and a secret that is never shown.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'

import { holds } from '../lib/contract.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { Peal, program } from '../lib/peal.mjs'
import { credentialOf } from '../lib/turn.mjs'

const kSecret = 'what only the two servers know'
const kUrl = 'turns:turn.example.com:5349?transport=tcp'

let peal, desk, administrator

async function asked(client, method, target, body, wanted) {
  const answer = await client.request(method, target, body)
  holds(method, target, answer)
  assert.equal(answer.status, wanted, `${method} ${target}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

before(async () => {
  peal = await Peal.start()
  administrator = await applyDemo(peal, { '  reconnect_grace: 15s\n': `  reconnect_grace: 15s\n  turn: {urls: ["${kUrl}"]}\n` })
  desk = await peal.client('agent li')
})
after(() => peal?.stop())

// What a page holds is what coturn computes of the same secret.
const good = ({ iceServers: [server], expires }, user) => {
  assert.deepEqual(server.urls, [kUrl])
  assert.match(server.username, user)
  assert.deepEqual({ username: server.username, credential: server.credential }, credentialOf(kSecret, server.username.split(':')[1], Date.parse(expires)))
}

test('credentials come with the secret, which only administrators set', async () => {
  assert.deepEqual((await asked(desk, 'GET', '/api/me', undefined, 200)).ice.iceServers, [])
  await asked(desk, 'PUT', '/api/turn/secret', { secret: kSecret }, 403)
  await asked(administrator, 'PUT', '/api/turn/secret', { secret: 'short' }, 400)
  await asked(administrator, 'PUT', '/api/turn/secret', { secret: kSecret }, 204)
  good((await asked(desk, 'GET', '/api/me', undefined, 200)).ice, /^\d+:li$/)
  good(await asked(desk, 'GET', '/api/me/ice', undefined, 200), /^\d+:li$/)
  good((await asked(await peal.client(), 'POST', '/api/web-calls', { number: '4000' }, 201)).ice, /^\d+:web-[0-9a-f]+$/)
})

test('the command sets and removes it, and nothing shows it', async () => {
  const command = (typed) => spawnSync(program, ['turn', 'secret', '--data', peal.data], { input: typed, encoding: 'utf8' })
  const removed = command('\n')
  assert.equal(removed.status, 0, removed.stderr)
  assert.deepEqual((await asked(desk, 'GET', '/api/me/ice', undefined, 200)).iceServers, [])
  const kept = command(`${kSecret}\n`)
  assert.equal(kept.status, 0, kept.stderr)
  good(await asked(desk, 'GET', '/api/me/ice', undefined, 200), /^\d+:li$/)
  const refused = command('short\n')
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /16 to 256 bytes/)
  for (const shown of [removed, kept, refused]) assert.ok(!(shown.stdout + shown.stderr).includes(kSecret))
  for (const target of ['/api/settings/export', '/api/settings/current']) assert.ok(!JSON.stringify((await administrator.get(target)).body).includes(kSecret))
  assert.ok(!peal.output.includes(kSecret))
})
