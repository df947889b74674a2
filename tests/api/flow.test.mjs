// api/flow/flow.schema.json and the server agree: what is in our own files fits
// both, and what breaks the shape of a flow is refused by both.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { Peal, root } from '../lib/peal.mjs'

const require = createRequire(path.join(root, 'web/package.json'))
const Ajv = require('@redocly/ajv/dist/2020').default
const yaml = require('js-yaml')

const read = (file) => readFileSync(path.join(root, file), 'utf8')
const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(read('api/flow/flow.schema.json')))
const fits = (flow) => validate(flow)

let peal
let administrator
before(async () => {
  peal = await Peal.start()
  administrator = await peal.client('administrator admin')
})
after(() => peal?.stop())

test('every flow of our own files fits the schema', () => {
  for (const file of ['demo/demo.yaml', 'bench/centre.yaml', 'tests/interop/centre.yaml']) {
    const { flows } = yaml.load(read(file))
    assert.ok(flows.length > 0, file)
    for (const flow of flows) assert.ok(fits(flow), `${file} ${flow.key}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)
  }
})

// A flow of three nodes with something changed.
const flowWith = (change) => {
  const flow = {
    key: 'tried', name: { 'en-US': 'Tried' }, start: 'menu',
    nodes: {
      menu: { kind: 'menu', text: 'Press one.', keys: { 1: 'sales', '#': 'word' }, timeout: '6s', tries: 3, on_timeout: 'sales' },
      sales: { kind: 'queue', queue: 'sales', priority: 10, on_full: 'word' },
      word: { kind: 'play', text: { 'zh-CN': '再见', 'en-US': 'Goodbye' }, barge_in: true },
    },
  }
  change(flow)
  return flow
}

async function apply(flow) {
  const file = yaml.load(read('demo/demo.yaml'))
  file.flows.push(flow)
  return administrator.post('/api/settings/apply', yaml.dump(file))
}

const good = {
  'as it is': () => {},
  'without a name': (flow) => delete flow.name,
  'a number of seconds': (flow) => (flow.nodes.menu.timeout = 7),
  'minutes': (flow) => (flow.nodes.menu.timeout = '1m'),
  'an echo at the end': (flow) => (flow.nodes.word = { kind: 'echo', longest: '30s' }),
  'an answer first': (flow) => (flow.nodes.first = { kind: 'answer', next: 'menu' }, flow.start = 'first'),
  'a language first': (flow) => (flow.nodes.first = { kind: 'language', language: 'en-US', next: 'menu' }, flow.start = 'first'),
  'a recording for a text': (flow) => (flow.nodes.word = { kind: 'play', recording: 'goodbye' }),
  'hanging up': (flow) => (flow.nodes.word = { kind: 'hang_up' }),
}
for (const [what, change] of Object.entries(good)) {
  test(`taken by both: ${what}`, async () => {
    const flow = flowWith(change)
    assert.ok(fits(flow), JSON.stringify(validate.errors))
    const answer = await apply(flow)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  })
}

const broken = {
  'no start': (flow) => delete flow.start,
  'no nodes': (flow) => delete flow.nodes,
  'an empty set of nodes': (flow) => (flow.nodes = {}),
  'a list of nodes': (flow) => (flow.nodes = [{ kind: 'hang_up' }]),
  'a key with a space': (flow) => (flow.key = 'a b'),
  'an unknown field of the flow': (flow) => (flow.colour = 'red'),
  'a node without a kind': (flow) => delete flow.nodes.word.kind,
  'an unknown kind': (flow) => (flow.nodes.word.kind = 'sing'),
  'a node that is a word': (flow) => (flow.nodes.word = 'hang_up'),
  'an unknown field of a node': (flow) => (flow.nodes.word.volume = 3),
  'a field of another kind': (flow) => (flow.nodes.word.keys = { 1: 'menu' }),
  'a prompt that says nothing': (flow) => delete flow.nodes.word.text,
  'a menu without keys': (flow) => delete flow.nodes.menu.keys,
  'a menu with no key in it': (flow) => (flow.nodes.menu.keys = {}),
  'a key of two digits': (flow) => (flow.nodes.menu.keys = { 12: 'sales', 1: 'word' }),
  'a time in days': (flow) => (flow.nodes.menu.timeout = '1d'),
  'no tries at all': (flow) => (flow.nodes.menu.tries = 0),
  'tries in words': (flow) => (flow.nodes.menu.tries = 'three'),
  'a queue node without a queue': (flow) => delete flow.nodes.sales.queue,
  'a priority out of range': (flow) => (flow.nodes.sales.priority = 1001),
  'barge-in that is neither': (flow) => (flow.nodes.word.barge_in = 'maybe'),
  'a language node without one': (flow) => (flow.nodes.word = { kind: 'language' }),
  'a language that is none': (flow) => (flow.nodes.word.text = { '?': 'x' }),
}
for (const [what, change] of Object.entries(broken)) {
  test(`refused by both: ${what}`, async () => {
    const flow = flowWith(change)
    assert.ok(!fits(flow), 'the schema takes it')
    const answer = await apply(flow)
    assert.equal(answer.status, 400, JSON.stringify(answer.body))
    assert.match(answer.body.detail, /settings\.yaml:\d+:\d+: /)
  })
}

// What a schema cannot say.
const unsound = {
  'a start that is no node': (flow) => (flow.start = 'nowhere'),
  'an exit that is no node': (flow) => (flow.nodes.sales.on_full = 'nowhere'),
  'a node that nothing leads to': (flow) => (flow.nodes.lost = { kind: 'hang_up' }),
  'a queue that is not there': (flow) => (flow.nodes.sales.queue = 'nothing'),
  'a circle without a pause': (flow) => (flow.start = 'a', flow.nodes = { a: { kind: 'answer', next: 'b' }, b: { kind: 'answer', next: 'a' } }),
}
for (const [what, change] of Object.entries(unsound)) {
  test(`refused by the server: ${what}`, async () => {
    const answer = await apply(flowWith(change))
    assert.equal(answer.status, 400, JSON.stringify(answer.body))
    assert.match(answer.body.detail, /settings\.yaml:\d+:\d+: flows\[2\]/)
  })
}
