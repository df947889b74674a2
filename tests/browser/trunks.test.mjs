// The page of trunks: a carrier that falls silent and comes back is seen without a reload, and a test call is made by keyboard alone.
import assert from 'node:assert/strict'
import dgram from 'node:dgram'
import { before, test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal } from '../lib/peal.mjs'
import { signedIn } from './people.mjs'

const keep = keeper()
const kWithin = { timeout: 60_000 }

let peal
let carrier

// Answers OPTIONS, and knows none of the numbers it is asked to call.
class Carrier {
  static async open() {
    const carrier = new Carrier()
    carrier.silent = false
    carrier.called = []
    carrier.socket = dgram.createSocket('udp4')
    carrier.socket.on('message', (bytes, peer) => carrier.take(bytes.toString(), peer))
    await new Promise((resolve) => carrier.socket.bind(0, '127.0.0.31', resolve))
    carrier.address = `127.0.0.31:${carrier.socket.address().port}`
    return carrier
  }

  take(text, peer) {
    const [method, target] = text.split(' ')
    if (this.silent || (method !== 'OPTIONS' && method !== 'INVITE')) return
    if (method === 'INVITE') this.called.push(target)
    const kept = text.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line))
    const to = text.split('\r\n').find((line) => line.startsWith('To:'))
    const status = method === 'INVITE' ? '404 No Such Number Here' : '200 OK'
    this.socket.send([`SIP/2.0 ${status}`, ...kept, `${to};tag=carrier`, 'Content-Length: 0', '', ''].join('\r\n'), peer.port, peer.address)
  }

  close() { this.socket.close() }
}

before(async () => {
  carrier = await Carrier.open()
  keep({ close: async () => carrier.close() })
  peal = keep(await Peal.start())
  const administrator = await peal.client('administrator admin')
  const applied = await administrator.request('POST', '/api/settings/apply', `
tenant: {key: demo, name: Demo}
trunks:
  - {key: carrier, name: {zh-CN: 运营商, en-US: The carrier}, address: "${carrier.address}", health_every: 5s, called: {form: plain}}
`)
  assert.equal(applied.status, 200, JSON.stringify(applied.body))
}, { timeout: 120_000 })

test('a trunk that falls silent and comes back is seen without a reload', { timeout: 180_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/trunks`)
  const row = page.getByRole('row', { name: /The carrier/ })
  await row.getByText('Up', { exact: true }).waitFor(kWithin)
  carrier.silent = true
  await row.getByText('Down', { exact: true }).waitFor(kWithin)
  await row.getByText('Nobody answers there.').waitFor(kWithin)
  carrier.silent = false
  await row.getByText('Up', { exact: true }).waitFor(kWithin)
  assert.deepEqual(problems, [])
})

test('a test call is made by keyboard and told in words, in Chinese too', { timeout: 180_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin', { language: 'zh-CN', dark: true }))
  await page.goto(`${peal.http}/trunks`)
  const button = page.getByRole('button', { name: '测试呼叫' })
  await button.waitFor(kWithin)
  await button.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor(kWithin)
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await page.keyboard.type('+86 138 1029 8208')
  await page.keyboard.press('Enter')
  await dialog.getByText(/没有这个号码（404 No Such Number Here）/).waitFor(kWithin)
  assert.equal(carrier.called.at(-1), `sip:8613810298208@${carrier.address}`)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.deepEqual(problems, [])
})
