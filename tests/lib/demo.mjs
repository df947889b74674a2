// The demonstration's settings, changed for what a test is about.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { root } from './peal.mjs'

// `changes`: a text in demo.yaml, wherever it stands, and what takes its place.
export async function applyDemo(peal, changes) {
  let text = await readFile(path.join(root, 'demo/demo.yaml'), 'utf8')
  for (const [was, is] of Object.entries(changes)) {
    assert.ok(text.includes(was), `demo.yaml has no "${was}"`)
    text = text.replaceAll(was, is)
  }
  const administrator = await peal.client('administrator admin')
  const applied = await administrator.post('/api/settings/apply', text)
  assert.equal(applied.status, 200, JSON.stringify(applied.body))
  return administrator
}
