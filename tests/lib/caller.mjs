// A caller over UDP who listens and says nothing: enough for what the pages show.
import { randomBytes } from 'node:crypto'
import dgram from 'node:dgram'

import { until } from './peal.mjs'

export class Caller {
  // Calls `number` and waits for the answer.
  static async call(peal, number, user = '13810298208') {
    const caller = new Caller()
    caller.server = peal.sip.split(':')
    caller.user = user
    caller.socket = dgram.createSocket('udp4')
    caller.media = dgram.createSocket('udp4')
    for (const socket of [caller.socket, caller.media]) await new Promise((resolve) => socket.bind(0, '127.0.0.2', resolve))
    caller.answers = []
    caller.socket.on('message', (bytes) => caller.take(String(bytes)))
    caller.id = randomBytes(8).toString('hex')
    caller.target = `sip:${number}@${peal.sip}`
    caller.to = `<${caller.target}>`
    const { port } = caller.media.address()
    caller.send('INVITE', 1, `v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`)
    const answer = await until(`${number} answers`, () => caller.answers.find((text) => /^SIP\/2\.0 [2-6]/.test(text)))
    if (!answer.startsWith('SIP/2.0 200')) {
      // Or the refusal would be said again and again (RFC 3261 17.1.1.3).
      caller.send('ACK', 1, '', { branch: caller.branch, to: /^To: *(.*)$/im.exec(answer)[1] })
      caller.socket.close()
      caller.media.close()
      throw new Error(`the call was refused: ${answer.split('\r\n')[0]}`)
    }
    caller.to = /^To: *(.*)$/im.exec(answer)[1]
    caller.target = /^Contact: *<([^>]+)>/im.exec(answer)[1]
    caller.send('ACK', 1)
    return caller
  }

  take(text) {
    this.answers.push(text)
    if (!text.startsWith('BYE ')) return
    const lines = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
    this.socket.send(`SIP/2.0 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, Number(this.server[1]), this.server[0])
  }

  send(method, cseq, body = '', { branch = `z9hG4bK${randomBytes(8).toString('hex')}`, to = this.to } = {}) {
    if (method === 'INVITE') this.branch = branch
    const { address, port } = this.socket.address()
    const text = [`${method} ${this.target} SIP/2.0`, `Via: SIP/2.0/UDP ${address}:${port};branch=${branch};rport`,
      'Max-Forwards: 70', `From: <sip:${this.user}@${address}>;tag=${this.id}`, `To: ${to}`, `Call-ID: ${this.id}`,
      `CSeq: ${cseq} ${method}`, `Contact: <sip:${this.user}@${address}:${port}>`, ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
    this.socket.send(text, Number(this.server[1]), this.server[0])
  }

  async hangUp() {
    this.send('BYE', 2)
    await until('the BYE is answered', () => this.answers.find((text) => /^SIP\/2\.0 200/.test(text) && /^CSeq: *2 BYE/im.test(text)))
    this.socket.close()
    this.media.close()
  }
}
