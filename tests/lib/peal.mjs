// Starts the release program with a data folder and ports of its own, on
// loopback, and ends it again: what every outside check begins with.
import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.PEAL_PROGRAM ?? path.join(root, 'build/release/peal')

// Ports below those that the kernel hands out by itself (an outgoing connection
// of a neighbour never sits on one), on 127.0.0.1: the one address of loopback
// over which Chromium speaks ICE. The TCP listener on the first port of a block
// is the claim on it, so that tests side by side share none; it is gone when
// this process ends.
const kMedia = { first: 10_000, size: 200, blocks: 110 }
const kServices = { first: 32_000, size: 4, blocks: 190 }

const claims = (port) => new Promise((resolve) => {
  const server = net.createServer()
  server.on('error', () => resolve(undefined))
  server.listen(port, '127.0.0.1', () => resolve(server.unref()))
})
const isFree = async (port) => {
  const udp = await new Promise((resolve) => {
    const socket = dgram.createSocket('udp4')
    socket.on('error', () => socket.close(() => resolve(false)))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
  const tcp = udp && (await claims(port))
  if (tcp) await new Promise((resolve) => tcp.close(resolve))
  return Boolean(tcp)
}

// The ports of one free block but its first, or nothing.
async function freeBlock({ first, size, blocks }) {
  const start = Math.floor(Math.random() * blocks)
  for (let i = 0; i < blocks; ++i) {
    const claimed = first + ((start + i) % blocks) * size
    const claim = await claims(claimed)
    if (!claim) continue
    const ports = Array.from({ length: size - 1 }, (_, port) => claimed + 1 + port)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports
    claim.close()
  }
}

// A measurement beside us may hold them all for a while.
const block = (wanted) => until(`a block of ${wanted.size} free ports from ${wanted.first}`, () => freeBlock(wanted), { within: 90_000, every: 1_000 })

async function freePorts() {
  const [https, http, sip] = await block(kServices)
  const media = await block(kMedia)
  return { https, http, sip, rtp: `127.0.0.1:${media[1]}-${media.at(-1)}` }
}

export async function until(what, check, { within = 60_000, every = 50 } = {}) {
  const end = Date.now() + within
  let last
  for (;;) {
    try {
      const value = await check()
      if (value) return value
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}${last ? ` (${last.message})` : ''}`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}

export class Peal {
  // A stranger may take a port between our look at it and Peal's: then others are tried.
  static async start(options = {}) {
    for (let tries = 1; ; ++tries) {
      try {
        return await Peal.startOnce(options)
      } catch (error) {
        if (options.ports || tries === 5 || !error.message.includes('Address already in use')) throw error
      }
    }
  }

  static async startOnce({ data, args = [], demo = true, ports } = {}) {
    const peal = new Peal()
    peal.data = data ?? (await mkdtemp(path.join(os.tmpdir(), 'peal-test-')))
    peal.keep = data !== undefined
    peal.ports = ports ?? (await freePorts())
    peal.https = `https://127.0.0.1:${peal.ports.https}`
    peal.http = `http://127.0.0.1:${peal.ports.http}`
    peal.sip = `127.0.0.1:${peal.ports.sip}`
    peal.output = ''
    peal.process = spawn(
      program,
      ['serve', ...(demo ? ['--demo'] : []), '--data', peal.data, '--https', `127.0.0.1:${peal.ports.https}`, '--http',
        `127.0.0.1:${peal.ports.http}`, '--sip', peal.sip, '--rtp', peal.ports.rtp, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    for (const stream of [peal.process.stdout, peal.process.stderr]) stream.on('data', (text) => (peal.output += text))
    peal.exited = new Promise((resolve) => peal.process.on('exit', (code, signal) => resolve({ code, signal })))
    await until('Peal answers /healthz or ends', async () => peal.process.exitCode !== null || (await fetch(`${peal.http}/healthz`)).ok, { within: 60_000 })
    if (peal.process.exitCode !== null) throw new Error(`Peal ended at its start: ${peal.output}`)
    return peal
  }

  // The same data and ports again, as after a crash.
  async startAgain(options = {}) {
    const again = await Peal.start({ data: this.data, ports: this.ports, ...options })
    again.keep = this.keep
    this.keep = true
    return again
  }

  // "agent li" -> the password.
  async accounts() {
    const text = await readFile(path.join(this.data, 'demo-accounts'), 'utf8')
    return Object.fromEntries(text.trim().split('\n').map((line) => {
      const [role, user, password] = line.split(' ')
      return [`${role} ${user}`, password]
    }))
  }

  async client(account) {
    const client = new Client(this)
    if (account) await client.signIn(account.split(' ')[1], (await this.accounts())[account])
    return client
  }

  kill() {
    this.process.kill('SIGKILL')
    return this.exited
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGTERM')
      const late = setTimeout(() => this.process.kill('SIGTERM'), 3_000)
      const stuck = setTimeout(() => this.process.kill('SIGKILL'), 15_000)
      await this.exited
      clearTimeout(late)
      clearTimeout(stuck)
    }
    if (!this.keep) await rm(this.data, { recursive: true, force: true })
    return this.exited
  }
}

// One browser's worth of cookies.
export class Client {
  constructor(peal) {
    this.peal = peal
    this.cookie = ''
  }

  async request(method, target, body, headers = {}) {
    const response = await fetch(this.peal.http + target, {
      method,
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(method === 'GET' ? {} : { origin: this.peal.http }),
        ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/yaml' : 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    })
    const type = response.headers.get('content-type') ?? ''
    const result = {
      status: response.status,
      headers: response.headers,
      body: type.includes('json') ? await response.json() : type.startsWith('audio/') ? new Uint8Array(await response.arrayBuffer()) : await response.text(),
    }
    const set = response.headers.get('set-cookie')
    if (set) this.cookie = set.split(';')[0]
    return result
  }

  get(target) { return this.request('GET', target) }
  post(target, body) { return this.request('POST', target, body) }
  put(target, body) { return this.request('PUT', target, body) }
  delete(target) { return this.request('DELETE', target) }

  async signIn(user, password) {
    const answer = await this.post('/api/sessions', { user, password })
    if (answer.status !== 201) throw new Error(`sign-in of ${user}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }
}
