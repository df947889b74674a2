// A real TURN server, Debian's coturn, in a network of its own (without_udp.mjs).
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

import { until } from './peal.mjs'
import { relays } from './without_udp.mjs'

const kHost = '127.0.0.1'
const kPort = 3478
const kTlsPort = 5349

const answers = (port) => new Promise((resolve) => {
  const socket = net.connect(port, kHost, () => resolve(socket.destroy() && true))
  socket.on('error', () => resolve(false))
})

export class Turn {
  tcp = `turn:${kHost}:${kPort}?transport=tcp`
  tls = `turns:${kHost}:${kTlsPort}?transport=tcp`

  // `certificate`: the files of a certificate and its key, for TLS.
  static async start({ secret, certificate }) {
    const turn = new Turn()
    turn.folder = await mkdtemp(path.join(os.tmpdir(), 'peal-turn-'))
    turn.log = path.join(turn.folder, 'log')
    // As docs/operate/turn.md says, Peal is the only peer; coturn by itself refuses one on loopback.
    turn.process = spawn('turnserver', ['-n', '--no-cli', '--allow-loopback-peers', '--denied-peer-ip=0.0.0.0-255.255.255.255', `--allowed-peer-ip=${kHost}`, '--use-auth-secret', `--static-auth-secret=${secret}`,
      '--realm=turn.test', '-L', kHost, '-E', kHost, '-p', `${kPort}`, '--tls-listening-port', `${kTlsPort}`, '--no-udp', '--no-dtls',
      '--min-port', `${relays.first}`, '--max-port', `${relays.last}`, '--cert', certificate.cert, '--pkey', certificate.key,
      '--verbose', '--simple-log', '--log-file', turn.log, '--pidfile', path.join(turn.folder, 'pid'), '--db', path.join(turn.folder, 'db')],
    { cwd: turn.folder, stdio: 'ignore' })
    try {
      await until('coturn listens, or ends', async () => turn.process.exitCode !== null || ((await answers(kPort)) && answers(kTlsPort)))
      if (turn.process.exitCode !== null) throw new Error(`coturn ended: ${turn.said()}`)
      return turn
    } catch (error) {
      await turn.stop()
      throw error
    }
  }

  said() {
    return readFileSync(this.log, 'utf8')
  }

  // How often it gave somebody a relay.
  relayed() {
    return this.said().split('ALLOCATE processed, success').length - 1
  }

  async stop() {
    if (this.process.exitCode === null) {
      this.process.kill('SIGKILL')
      await new Promise((resolve) => this.process.on('exit', resolve))
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

// A credential as the server itself would make it of the same secret (draft-uberti-behave-turn-rest).
export function credentialOf(secret, user, expires) {
  const username = `${Math.floor(expires / 1_000)}:${user}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
