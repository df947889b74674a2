// The widget on a company's own page: another origin. What the tenant's
// settings name may load it and call; any other page gets nothing.
import assert from 'node:assert/strict'
import http from 'node:http'
import { before, test } from 'node:test'

import { openBrowser } from '../lib/chromium.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { saysWho } from './people.mjs'

let peal
let shop
let stranger
const keep = keeper()

// A page of somebody's web site with the one script tag of the guide.
function site() {
  const server = http.createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>
<script type="module" src="${peal.http}/widget/peal.js" data-peal-number="4000"></script></html>`)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const origin = `http://127.0.0.1:${server.address().port}`
      resolve({ origin, close: async () => { server.closeAllConnections(); server.close() } })
    })
  })
}

before(async () => {
  peal = keep(await Peal.start())
  shop = keep(await site())
  stranger = keep(await site())
  const administrator = await applyDemo(peal, { '  country: CN\n': `  country: CN\n  allowed_origins: ["${shop.origin}"]\n` })
  assert.deepEqual((await administrator.get('/api/settings/current')).body.allowedOrigins, [shop.origin])
})

test('a page of the tenant carries the widget and calls', { timeout: 120_000 }, async () => {
  const visitor = keep(await openBrowser({ hertz: 620 }))
  const { page } = visitor
  await page.goto(shop.origin)
  await page.getByRole('button', { name: 'Call us' }).click({ timeout: 60_000 })
  await saysWho(visitor, { name: 'Wang Fang', phone: 'nonsense' })
  await page.getByText('This is not a telephone number').waitFor({ timeout: 60_000 })
  await saysWho(visitor, { phone: '010 6552 9988' })
  await page.getByText('Connected').waitFor({ timeout: 60_000 })
  const supervisor = await peal.client('supervisor chen')
  const contact = await until('the call is there', async () => (await supervisor.get('/api/contacts')).body.items[0])
  assert.equal(contact.source, 'web')
  assert.equal(contact.caller, '+861065529988')
  await page.getByRole('button', { name: 'Hang up' }).click()
  await page.getByText('Call ended').waitFor()
  assert.deepEqual(visitor.problems.filter((text) => !text.includes('status of 400')), [])
})

test('any other page gets neither the widget nor a token nor a line', { timeout: 120_000 }, async () => {
  const visitor = keep(await openBrowser())
  const { page } = visitor
  const failed = page.waitForEvent('requestfailed', { predicate: (request) => request.url().endsWith('/widget/peal.js'), timeout: 60_000 })
  await page.goto(stranger.origin)
  await failed
  assert.equal(await page.getByRole('button', { name: 'Call us' }).count(), 0)

  const asked = await page.evaluate(async (server) => {
    const body = JSON.stringify({ number: '4000' })
    const tries = [{ headers: { 'Content-Type': 'application/json' } }, { mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } }]
    const outcomes = []
    for (const how of tries) {
      outcomes.push(await fetch(`${server}/api/web-calls`, { method: 'POST', body, ...how }).then((answer) => answer.type, () => 'refused'))
    }
    return outcomes
  }, peal.http)
  assert.deepEqual(asked, ['refused', 'opaque'], 'nothing that the page could read')

  // Even with a token that somebody else asked for.
  const { wsPath } = (await (await peal.client()).post('/api/web-calls', { number: '4000' })).body.sip
  const opened = await page.evaluate((address) => new Promise((resolve) => {
    const socket = new WebSocket(address, 'sip')
    socket.onopen = () => resolve(true)
    socket.onclose = () => resolve(false)
  }), peal.http.replace('http', 'ws') + wsPath)
  assert.equal(opened, false)
  const supervisor = await peal.client('supervisor chen')
  const contacts = (await supervisor.get('/api/contacts')).body.items
  assert.ok(contacts.every((contact) => contact.caller === '+861065529988'), 'no call came from there')
})
