// One line to /events; every frame of both sides is held against api/events.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { root, until } from './peal.mjs'

const require = createRequire(path.join(root, 'web/package.json'))
const Ajv = require('@redocly/ajv/dist/2020').default
const yaml = require('js-yaml')
const { WebSocket } = require('ws')

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
const read = (file) => readFileSync(path.join(root, 'api', file), 'utf8')
ajv.addSchema({ ...yaml.load(read('openapi.yaml'), { schema: yaml.JSON_SCHEMA }), $id: 'https://peal.example/api/openapi.yaml' })
const schema = (file) => ajv.compile({ ...JSON.parse(read(`events/${file}`)), $id: `https://peal.example/api/events/${file}` })
const validate = { client: schema('client.schema.json'), server: schema('server.schema.json') }

function holds(side, frame) {
  if (validate[side](frame)) return
  const faults = validate[side].errors.filter((fault) => fault.keyword !== 'oneOf')
    .map((fault) => `${fault.instancePath} ${fault.message} ${JSON.stringify(fault.params)}`)
  throw new Error(`a ${frame.type} of the ${side} does not fit: ${faults.slice(0, 6).join('; ')}`)
}

const name = (document) => `${document.kind} ${document.id}`

export class EventLine {
  // `headers`: the cookie or key that opens it; the Origin is our own unless said otherwise.
  constructor(peal, headers) {
    this.frames = []
    this.problems = []
    this.documents = new Map()
    this.position = null
    this.socket = new WebSocket(`${peal.http.replace('http', 'ws')}/events`, { headers: { origin: peal.http, ...headers } })
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)))
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', resolve)
      this.socket.on('unexpected-response', (_, response) => reject(Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode })))
      this.socket.on('error', reject)
    })
    this.opened.catch(() => {})
    this.socket.on('message', (data) => this.take(String(data)))
  }

  take(text) {
    try {
      const frame = JSON.parse(text)
      holds('server', frame)
      this.frames.push(frame)
      if (frame.type === 'heartbeat') return
      if (frame.position < this.position) throw new Error(`the position fell from ${this.position} to ${frame.position}`)
      if (frame.type === 'snapshot') this.documents.clear()
      this.position = frame.position
      for (const document of frame.documents) {
        if (document.data === null) this.documents.delete(name(document))
        else this.documents.set(name(document), document)
      }
    } catch (problem) {
      this.problems.push(problem)
    }
  }

  say(frame) {
    holds('client', frame)
    this.socket.send(JSON.stringify(frame))
  }

  async hello(position = null) {
    await this.opened
    this.say({ type: 'hello', position })
    return this.until('an answer to hello', () => this.frames[0])
  }

  // Fails at once when a frame did not fit.
  until(what, check, options) {
    return until(what, () => {
      if (this.problems.length > 0) throw this.problems[0]
      return check()
    }, options)
  }

  of(kind) { return [...this.documents.values()].filter((document) => document.kind === kind) }

  close() {
    this.socket.close()
    return this.closed
  }
}
