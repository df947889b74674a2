// Holds every answer against api/openapi.yaml: the route must be there, the
// status described, and the body fit its schema.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { root } from './peal.mjs'

const require = createRequire(path.join(root, 'web/package.json'))
const Ajv = require('@redocly/ajv/dist/2020').default
const yaml = require('js-yaml')

const document = yaml.load(readFileSync(path.join(root, 'api/openapi.yaml'), 'utf8'), { schema: yaml.JSON_SCHEMA })
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema({ ...document, $id: 'openapi' })

const escape = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')

function pathOf(target) {
  const asked = target.split('?')[0].split('/')
  for (const template of Object.keys(document.paths)) {
    const parts = template.split('/')
    if (parts.length === asked.length && parts.every((part, i) => part.startsWith('{') || part === asked[i])) return template
  }
  throw new Error(`${target} is not in api/openapi.yaml`)
}

// Throws with what does not fit.
export function holds(method, target, answer) {
  const template = pathOf(target)
  const operation = document.paths[template][method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${template} is not in api/openapi.yaml`)
  const status = operation.responses[answer.status] ? String(answer.status) : 'default'
  let response = operation.responses[status]
  if (!response) throw new Error(`${method} ${template} does not say what ${answer.status} means`)
  let pointer = `openapi#/paths/${escape(template)}/${method.toLowerCase()}/responses/${status}`
  if (response.$ref) {
    pointer = `openapi${response.$ref}`
    response = response.$ref.slice(2).split('/').reduce((node, key) => node[key], document)
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  if (!response.content) return
  if (!response.content[type]) throw new Error(`${method} ${template} ${answer.status}: the type ${type} is not described`)
  if (!type.includes('json')) return
  const validate = ajv.compile({ $ref: `${pointer}/content/${escape(type)}/schema` })
  if (!validate(answer.body)) {
    const faults = validate.errors.map((fault) => `${fault.instancePath} ${fault.message} ${JSON.stringify(fault.params)}`)
    throw new Error(`${method} ${target} ${answer.status} does not fit: ${faults.slice(0, 5).join('; ')}`)
  }
}

// Asks as a client does: the answer fits the contract and has a status that is wanted, one or any of a list.
export async function asked(who, method, target, body, wanted) {
  const answer = await who.request(method, target, body)
  holds(method, target, answer)
  assert.ok([wanted].flat().includes(answer.status), `${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}
