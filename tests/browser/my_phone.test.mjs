// The page "My phone" by keyboard: forwarding, rules and the PIN, and what the desk shows of them.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { signedIn } from './people.mjs'

const keep = keeper()
const kWithin = { timeout: 60_000 }

let peal

before(async () => {
  peal = keep(await Peal.start())
}, { timeout: 120_000 })

test('an agent forwards the extension, is not disturbed and sets a PIN without a mouse', { timeout: 240_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'agent li', { language: 'en-US' }))
  const api = await peal.client('agent li')
  const me = async () => (await api.get('/api/live')).body.documents.find((one) => one.kind === 'agent' && one.data.key === 'li').data
  await page.goto(`${peal.http}/my-phone`)
  await page.getByText('In this browser').waitFor(kWithin)

  const field = page.getByLabel('On no answer to')
  await field.fill('1002')
  await field.press('Enter')
  await until('the forwarding is kept', async () => (await me()).forwarding.noAnswer === '1002')
  await field.fill('77')
  await field.press('Enter')
  await page.getByText('There is no such target; check the number.').waitFor(kWithin)
  await field.fill('')
  await field.press('Enter')
  await until('the forwarding is off', async () => (await me()).forwarding.noAnswer === '')

  const quiet = page.getByLabel('Do not disturb')
  await quiet.focus()
  await page.keyboard.press('Space')
  const rings = page.getByLabel('Rings for (seconds)')
  await rings.fill('40')
  await rings.press('Enter')
  await until('the rules are kept', async () => (await me()).phoneRules.doNotDisturb && (await me()).phoneRules.ringSeconds === 40)
  assert.equal(await page.getByLabel('Call waiting').isDisabled(), true, 'the settings do not allow it')

  await page.getByText('You have no PIN yet').waitFor(kWithin)
  const pin = page.getByLabel('New PIN')
  await pin.fill('480262')
  await pin.press('Enter')
  await page.getByText('You have a PIN.').waitFor(kWithin)
  assert.equal(await pin.inputValue(), '', 'the PIN does not stay on the page')
  await page.getByRole('button', { name: 'Remove PIN' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('You have no PIN yet').waitFor(kWithin)
  // The number that does not exist was refused, and nothing else.
  assert.deepEqual(problems.filter((text) => !text.includes('status of 404')), [])
})
