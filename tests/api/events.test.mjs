// The live line: every frame fits api/events, and a client that was away for a
// while ends up with what one that stayed has.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Caller } from '../lib/caller.mjs'
import { EventLine } from '../lib/events.mjs'
import { Peal } from '../lib/peal.mjs'

let peal
const people = {}
const open = []

before(async () => {
  peal = await Peal.start()
  people.agent = await peal.client('agent li')
  people.supervisor = await peal.client('supervisor chen')
  people.administrator = await peal.client('administrator admin')
})
after(async () => {
  for (const line of open) line.socket.terminate()
  await peal?.stop()
})

function line(who, headers) {
  const made = new EventLine(peal, headers ?? { cookie: people[who].cookie })
  open.push(made)
  return made
}

const workday = async (steps) => {
  for (const [method, target, body] of steps) {
    const answer = await people.agent.request(method, target, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    var { position } = answer.body
  }
  return position
}
const begins = [['POST', '/api/agent/sign-in'], ['PUT', '/api/agent/status', { status: 'not_ready' }]]
const ends = [['POST', '/api/agent/sign-out']]

// What two clients hold must be the same but for figures, which are of their moment.
const held = (client) => Object.fromEntries([...client.documents.values()].filter((document) => document.kind !== 'figures' && document.kind !== 'me')
  .map((document) => [`${document.kind} ${document.id}`, document.data]))

test('a hello without a position is answered with everything', async () => {
  for (const who of ['agent', 'supervisor', 'administrator']) {
    const client = line(who)
    assert.equal((await client.hello()).type, 'snapshot')
    for (const kind of ['agent', 'queue', 'me']) assert.ok(client.of(kind).length > 0, `${who} sees ${kind}`)
    await client.close()
  }
})

test('what an agent does and what a call does reach the board in frames that fit', async () => {
  const board = line('supervisor')
  await board.hello()
  const position = await workday(begins)
  await board.until('the agent is not ready', () => board.of('agent').some((document) => document.data.key === 'li' && document.data.status === 'not_ready'))
  assert.ok(board.position >= position, 'a document does not come before its position')
  const caller = await Caller.call(peal, '4000')
  await board.until('the call is on the board', () => board.of('contact').length === 1)
  await caller.hangUp()
  await board.until('the call is gone', () => board.of('contact').length === 0)
  await board.until('figures came', () => board.of('figures').length > 0)
  await workday(ends)
  assert.ok(board.frames.some((frame) => frame.type === 'change'))
  await board.close()
})

test('a client that was away gets only what changed, and then holds the same', async () => {
  const away = line('supervisor')
  await away.hello()
  const before = away.position
  const documents = new Map(away.documents)
  await away.close()

  await workday(begins)
  const caller = await Caller.call(peal, '4000')

  const back = line('supervisor')
  back.documents = documents
  back.position = before
  const first = await back.hello(before)
  assert.equal(first.type, 'change', 'it was told what it missed, not everything')
  const fresh = line('supervisor')
  assert.equal((await fresh.hello()).type, 'snapshot')
  assert.ok(first.documents.length < fresh.frames[0].documents.length)
  await back.until('both hold the same', () => JSON.stringify(Object.entries(held(back)).sort()) === JSON.stringify(Object.entries(held(fresh)).sort()))
  assert.equal(back.of('contact').length, 1)

  // What ended while it was away is taken back.
  const gap = back.position
  const remembered = new Map(back.documents)
  await back.close()
  await caller.hangUp()
  await fresh.until('the call is over', () => fresh.of('contact').length === 0)
  const again = line('supervisor')
  again.documents = remembered
  again.position = gap
  assert.equal((await again.hello(gap)).type, 'change')
  await again.until('the call is gone there too', () => again.of('contact').length === 0)
  await workday(ends)
  await fresh.close()
  await again.close()
})

test('a position of another life is answered with everything', async () => {
  const client = line('supervisor')
  assert.equal((await client.hello(999_999_999)).type, 'snapshot')
  await client.close()
})

test('a quiet line hears a heartbeat with the clock', { timeout: 90_000 }, async () => {
  const client = line('agent')
  await client.hello()
  client.say({ type: 'heartbeat' })
  const beat = await client.until('a heartbeat', () => client.frames.find((frame) => frame.type === 'heartbeat'), { within: 60_000 })
  assert.ok(Math.abs(Date.parse(beat.serverTime) - Date.now()) < 60_000)
  await client.close()
})

test('frames that are no messages, and a second hello, end the line', async () => {
  for (const text of ['{', '[]', '{"type":"sing"}', '{"type":"hello"}', '{"type":"hello","position":"x"}', 'x'.repeat(5_000)]) {
    const client = line('agent')
    await client.opened
    client.socket.send(text)
    assert.ok([1008, 1009].includes(await client.closed), text.slice(0, 40))
  }
  const twice = line('agent')
  await twice.hello()
  twice.say({ type: 'hello', position: null })
  assert.equal(await twice.closed, 1008)
})

test('nobody, and a page from elsewhere, is not let in', async () => {
  await assert.rejects(line('nobody', {}).opened, { status: 401 })
  await assert.rejects(line('agent', { cookie: people.agent.cookie, origin: 'https://evil.example' }).opened, { status: 403 })
})

test('a session that is revoked ends its line', async () => {
  const other = await peal.client('agent wang')
  const client = new EventLine(peal, { cookie: other.cookie })
  open.push(client)
  await client.hello()
  const rows = (await people.administrator.get('/api/sessions')).body.items
  const row = rows.find((session) => session.user.name === 'wang')
  assert.equal((await people.administrator.delete(`/api/sessions/${row.id}`)).status, 204)
  assert.equal(await client.closed, 4401)
})

test('a restart is told apart from a gap', { timeout: 180_000 }, async () => {
  const client = line('supervisor')
  await client.hello()
  const { position } = client
  assert.equal(await (peal.process.kill('SIGTERM'), client.closed), 1001)
  await peal.exited
  peal = await peal.startAgain()
  const back = new EventLine(peal, { cookie: people.supervisor.cookie })
  open.push(back)
  assert.equal((await back.hello(position)).type, 'snapshot')
  await back.close()
})
