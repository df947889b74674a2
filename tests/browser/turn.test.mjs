// Browsers that reach nothing by UDP: the desk and the company's page talk over
// a TURN server, by TCP and by TLS, with credentials that Peal made; others are
// refused there.
import assert from 'node:assert/strict'
import dgram from 'node:dgram'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { openBrowser } from '../lib/chromium.mjs'
import { applyDemo } from '../lib/demo.mjs'
import { heard, now } from '../lib/hearing.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { credentialOf, Turn } from '../lib/turn.mjs'
import { inNetworkWithoutUdp } from '../lib/without_udp.mjs'
import { customerCalls, finish, startsWork, talk } from './people.mjs'

const kCustomerHertz = 620
const kAgentHertz = 950
const kSecret = 'what only the two servers know'
// The certificate of the test is nobody's; a page of an installation has a real one.
const kAnyCertificate = ['--ignore-certificate-errors']

const passes = (port) => new Promise((resolve) => {
  const socket = dgram.createSocket('udp4')
  socket.send('?', port, '127.0.0.1', (error) => socket.close(() => resolve(!error)))
})

// What a browser is given by the server: whether a relay, and the errors (RFC 8656 18).
const gather = (page, server) => page.evaluate(async (iceServer) => {
  const connection = new RTCPeerConnection({ iceServers: [iceServer], iceTransportPolicy: 'relay' })
  const found = { relay: false, errors: [] }
  connection.onicecandidate = ({ candidate }) => (found.relay ||= candidate?.type === 'relay')
  connection.onicecandidateerror = ({ errorCode }) => found.errors.push(errorCode)
  connection.createDataChannel('any')
  await connection.setLocalDescription()
  const end = performance.now() + 20_000
  while (connection.iceGatheringState !== 'complete' && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  connection.close()
  return found
}, server)

// What a test opens is closed with it: two coturns at once would share their ports.
const keeper = (t) => (thing) => (t.after(() => (thing.close ? thing.close() : thing.stop())), thing)

async function centre(keep, urls) {
  const peal = keep(await Peal.start())
  const turn = keep(await Turn.start({ secret: kSecret, certificate: { cert: path.join(peal.data, 'tls/certificate.pem'), key: path.join(peal.data, 'tls/key.pem') } }))
  const administrator = await applyDemo(peal, { '  reconnect_grace: 15s\n': `  reconnect_grace: 15s\n  turn: {urls: [${urls(turn).map((url) => `"${url}"`).join(', ')}]}\n` })
  return { peal, turn, administrator }
}

if (inNetworkWithoutUdp(fileURLToPath(import.meta.url), { timeout: 600_000 })) {
  for (const way of ['tcp', 'tls']) test(`customer and agent hear each other over TURN by ${way}`, { timeout: 240_000 }, async (t) => {
    const keep = keeper(t)
    const { peal, turn, administrator } = await centre(keep, (server) => [server[way]])
    assert.equal(await passes(Number(peal.sip.split(':')[1])), false, 'a datagram passes')
    assert.equal((await administrator.put('/api/turn/secret', { secret: kSecret })).status, 204)

    const agent = keep(await startsWork(peal, 'agent li', { hertz: kAgentHertz, hears: [kCustomerHertz], args: kAnyCertificate }))
    const customer = keep(await customerCalls(peal, { hertz: kCustomerHertz, hears: [kAgentHertz], args: kAnyCertificate }))
    await talk(customer, agent)
    const hears = async (who, hertz) => {
      const since = await now(who.page)
      await until(`${hertz} Hz is heard`, async () => (await heard(who.page, hertz, { since })).length > 100)
    }
    await Promise.all([hears(customer, kAgentHertz), hears(agent, kCustomerHertz)])
    assert.ok(turn.relayed() >= 2, turn.said())
    await finish(customer, agent)
    for (const { problems } of [agent, customer]) assert.deepEqual(problems, [])
  })

  test('only a credential that Peal made and that is not over opens a relay', { timeout: 180_000 }, async (t) => {
    const keep = keeper(t)
    const { peal, turn, administrator } = await centre(keep, (server) => [server.tcp])
    const browser = keep(await openBrowser())
    await browser.page.goto(peal.http)
    const desk = await peal.client('agent li')
    assert.deepEqual((await desk.get('/api/me')).body.ice, { iceServers: [], expires: null, renewSeconds: null, waitForCandidates: false }, 'nothing without the secret')

    await administrator.put('/api/turn/secret', { secret: kSecret })
    const { ice } = (await desk.get('/api/me')).body
    const [server] = ice.iceServers
    assert.deepEqual(server.urls, [turn.tcp])
    const [expiry, user] = server.username.split(':')
    assert.equal(Number(expiry), Math.floor(Date.parse(ice.expires) / 1_000))
    assert.equal(server.credential, credentialOf(kSecret, user, Date.parse(ice.expires)).credential)
    assert.deepEqual(await gather(browser.page, server), { relay: true, errors: [] })

    const refused = { relay: false, errors: [401] }
    const longer = { ...server, username: `${Number(expiry) + 3_600}:${user}` }
    assert.deepEqual(await gather(browser.page, longer), refused, 'made to last longer by hand')
    const guessed = { ...server, ...credentialOf('another secret', user, Date.parse(ice.expires)) }
    assert.deepEqual(await gather(browser.page, guessed), refused, 'made with another secret')
    const old = { ...server, ...credentialOf(kSecret, user, Date.now() - 60_000) }
    assert.deepEqual(await gather(browser.page, old), refused, 'over since a minute')
    assert.equal(turn.relayed(), 1, turn.said())

    await administrator.put('/api/turn/secret', { secret: '' })
    assert.deepEqual((await desk.get('/api/me')).body.ice.iceServers, [], 'nothing once it is taken away')
    assert.ok(!peal.output.includes(kSecret))
  })
}
