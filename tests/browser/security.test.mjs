// The page Security: a scanner is shut out and let in again by keyboard, a refused call to outside stands there until it is noted.
import assert from 'node:assert/strict'
import dgram from 'node:dgram'
import { before, test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal } from '../lib/peal.mjs'
import { kKinds, look, settled, show } from './looking.mjs'
import { signedIn } from './people.mjs'

const keep = keeper()
const kWithin = { timeout: 60_000 }
const kScanner = '127.0.0.66'

let peal

// One message as a scanner of telephone systems sends it.
async function scan() {
  const socket = dgram.createSocket('udp4')
  await new Promise((resolve) => socket.bind(0, kScanner, resolve))
  const me = `${kScanner}:${socket.address().port}`
  const text = ['OPTIONS sip:100@127.0.0.1 SIP/2.0', `Via: SIP/2.0/UDP ${me};branch=z9hG4bK${Date.now()};rport`, 'From: <sip:100@1.1.1.1>;tag=1', 'To: <sip:100@127.0.0.1>',
    `Call-ID: ${Date.now()}`, 'CSeq: 1 OPTIONS', `Contact: <sip:100@${me}>`, 'User-Agent: friendly-scanner', 'Content-Length: 0', '', ''].join('\r\n')
  await new Promise((resolve) => socket.send(text, peal.ports.sip, '127.0.0.1', resolve))
  socket.close()
}

before(async () => {
  peal = keep(await Peal.start())
  const administrator = await peal.client('administrator admin')
  const applied = await administrator.request('POST', '/api/settings/apply', `
tenant: {key: demo, name: 演示, never_banned: []}
trunks:
  - {key: carrier, name: {zh-CN: 运营商, en-US: The carrier}, address: "127.0.0.31:5099", health_every: 0s}
`)
  assert.equal(applied.status, 200, JSON.stringify(applied.body))
}, { timeout: 120_000 })

test('a scanner is shut out, and let in again by keyboard', { timeout: 180_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/security`)
  await page.getByText('Nobody is shut out').waitFor(kWithin)
  await scan()
  const row = page.getByRole('row', { name: new RegExp(kScanner.replaceAll('.', '\\.')) })
  await row.getByText('Uses a program that looks for open telephone systems.').waitFor(kWithin)
  await row.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await page.getByText('Nobody is shut out').waitFor(kWithin)
  assert.deepEqual(problems, [])
})

test('a refused call to outside stands there until it is noted, in every language and light', { timeout: 300_000 }, async () => {
  const administrator = await peal.client('administrator admin')
  const refused = await administrator.post('/api/trunks/carrier/test-call', { number: '+881612345678' })
  assert.equal(refused.status, 403, JSON.stringify(refused.body))
  await scan()
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/security`)
  await page.getByText('Premium rate and satellite numbers are closed.').waitFor(kWithin)
  await page.getByText('+88161…').waitFor(kWithin)
  const faults = []
  for (const kind of kKinds) {
    await show(page, kind)
    await settled(page)
    await look(page, 'security-trouble', kind, faults)
  }
  assert.deepEqual(faults, [])
  await show(page, kKinds.find((kind) => kind.language === 'en-US'))
  await page.getByRole('button', { name: 'Noted' }).click()
  await page.getByText('No refused calls').waitFor(kWithin)
  assert.deepEqual(problems, [])
})
