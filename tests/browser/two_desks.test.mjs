// Two desks and a customer, each in a browser (JsSIP): hold, a call sent on, a colleague asked first, a call of three. What
// each one hears is measured.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { applyDemo } from '../lib/demo.mjs'
import { heard, now } from '../lib/hearing.mjs'
import { keeper } from '../lib/keep.mjs'
import { Peal, until } from '../lib/peal.mjs'
import { customerCalls, finish, startsWork, talk, wrapsUp } from './people.mjs'

const kHertz = { customer: 620, li: 950, wang: 1_340 }
const kWithin = { timeout: 60_000 }
const kFrames = 20 // Of 10 ms each.
const keep = keeper()
const others = (who) => Object.entries(kHertz).filter(([name]) => name !== who).map(([, hertz]) => hertz)

let peal
let supervisor
let li
let wang

before(async () => {
  peal = keep(await Peal.start())
  // Nobody is hurried: a machine may stand still for a while. What customers ask for here is li's alone.
  await applyDemo(peal, { 'offer_timeout: 20s': 'offer_timeout: 120s', 'wrap_up: 30s': 'wrap_up: 600s', 'skills: {support: 8, sales: 3}': 'skills: {support: 8}' })
  supervisor = await peal.client('supervisor chen')
  li = keep(await startsWork(peal, 'agent li', { hertz: kHertz.li, hears: others('li') }))
  wang = keep(await startsWork(peal, 'agent wang', { hertz: kHertz.wang, hears: others('wang') }))
}, { timeout: 240_000 })

const calls = async () => keep(await customerCalls(peal, { hertz: kHertz.customer, hears: others('customer') }))

// All of them are heard from now on.
async function hears(person, ...names) {
  const since = await now(person.page)
  for (const name of names) {
    await until(`${name} is heard`, async () => (await heard(person.page, kHertz[name], { since })).length >= kFrames)
  }
}

// For a whole second nothing of `name` is heard.
const hearsNothingOf = (person, name) => until(`${name} is heard no more`, async () =>
  (await heard(person.page, kHertz[name], { since: (await now(person.page)) - 1_000 })).length === 0)

const button = (person, name) => person.page.getByRole('button', { name })
const press = (person, name) => button(person, name).click(kWithin)

// The colleague's name as the dialog shows it.
async function chooses(person, what, colleague) {
  await press(person, 'Transfer')
  const dialog = person.page.getByRole('dialog')
  await dialog.getByLabel('Colleague, queue or number').fill(colleague)
  await dialog.getByRole('button', { name: new RegExp(`^${what}: `) }).first().click(kWithin)
  await dialog.waitFor({ state: 'hidden', ...kWithin })
}

async function answers(person) {
  await press(person, 'Answer')
  await button(person, 'Answer').waitFor({ state: 'hidden', ...kWithin })
}

const newest = async () => {
  const [contact] = (await supervisor.get('/api/contacts')).body.items
  return (await supervisor.get(`/api/contacts/${contact.id}`)).body
}

test('a customer on hold hears music and is taken back', { timeout: 240_000 }, async () => {
  const customer = await calls()
  await talk(customer, li)
  await hears(customer, 'li')
  await hears(li, 'customer')
  await press(li, 'Hold')
  await hearsNothingOf(customer, 'li')
  await hearsNothingOf(li, 'customer')
  await press(li, 'Retrieve')
  await hears(customer, 'li')
  await hears(li, 'customer')
  await finish(customer, li)
  await wrapsUp(li)
  await customer.close()
})

test('a call is sent on to the colleague at the next desk', { timeout: 240_000 }, async () => {
  const customer = await calls()
  await talk(customer, li)
  await hears(customer, 'li')
  await chooses(li, 'Send', 'wang')
  await answers(wang)
  await hears(customer, 'wang')
  await hears(wang, 'customer')
  await hearsNothingOf(customer, 'li')
  await li.page.getByText('How did it end?').waitFor(kWithin)
  await wrapsUp(li)
  await finish(customer, wang)
  await wrapsUp(wang)
  const detail = await until('both handlings are in the detail', async () => {
    const now = await newest()
    return now.handlings.length === 2 && now
  })
  assert.equal(detail.contact.end, 'handled')
  await customer.close()
})

test('a colleague is asked first, talks with both, and keeps the call', { timeout: 240_000 }, async () => {
  const customer = await calls()
  await talk(customer, li)
  await hears(customer, 'li')
  await chooses(li, 'Ask first', 'wang')
  await answers(wang)
  await hears(wang, 'li')
  await hears(li, 'wang')
  await hearsNothingOf(wang, 'customer')
  await hearsNothingOf(customer, 'li')
  await press(li, 'Join all three')
  await hears(customer, 'li', 'wang')
  await hears(li, 'customer', 'wang')
  await hears(wang, 'customer', 'li')
  await press(li, 'Leave the call')
  await hearsNothingOf(customer, 'li')
  await hears(customer, 'wang')
  await hears(wang, 'customer')
  await li.page.getByText('How did it end?').waitFor(kWithin)
  await wrapsUp(li)
  await finish(customer, wang)
  await wrapsUp(wang)
  await customer.close()
  for (const { problems } of [li, wang, customer]) assert.deepEqual(problems, [])
})
