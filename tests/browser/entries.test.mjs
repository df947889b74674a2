// A new administrator connects a carrier, a number, a phone, a queue and a conference by the pages alone: the three kinds
// of carrier of docs/operate/trunks.md, a mistake told at its field, and what is still needed does not go.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal } from '../lib/peal.mjs'
import { kKinds, look, settled } from './looking.mjs'
import { signedIn } from './people.mjs'

const keep = keeper()
const kWithin = { timeout: 60_000 }

let peal
let administrator

before(async () => {
  peal = keep(await Peal.start())
  administrator = await peal.client('administrator admin')
}, { timeout: 60_000 })

const entry = async (section, key) => (await administrator.get(`/api/settings/${section}`)).body.items.find((one) => one.key === key)?.entry
const field = (dialog, name) => dialog.getByRole('textbox', { name, exact: true })
const choice = (dialog, name) => field(dialog, name).or(dialog.getByRole('combobox', { name, exact: true }))

async function opensTrunkForm(page, kind) {
  await page.goto(`${peal.http}/trunks`)
  await page.getByRole('button', { name: 'Add a trunk' }).click(kWithin)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor(kWithin)
  await dialog.getByText(kind, { exact: true }).click()
  return dialog
}
async function saves(dialog) {
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden', ...kWithin })
}

test('the three kinds of carrier are connected by the page', { timeout: 300_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  let dialog = await opensTrunkForm(page, 'Carrier with an account')
  await field(dialog, 'Key').fill('account')
  await field(dialog, 'Address').fill('127.0.0.1:9')
  await field(dialog, 'User').fill('861088880000')
  await dialog.locator('input[type=password]').fill('open sesame 7')
  await field(dialog, 'Channels').fill('30')
  await field(dialog, 'Number always shown').fill('+861088880000')
  await saves(dialog)
  assert.deepEqual(await entry('trunks', 'account'), { key: 'account', address: '127.0.0.1:9', user: '861088880000', register: true, channels: 30, called: { form: 'plain' }, caller: { form: 'plain', fixed: '+861088880000' } })
  await page.getByRole('row', { name: /account/ }).waitFor(kWithin)

  dialog = await opensTrunkForm(page, 'Carrier by address')
  await field(dialog, 'Key').fill('address')
  await field(dialog, 'Address').fill('192.0.2.10')
  await choice(dialog, 'Calls come from').fill('192.0.2.0/28')
  await page.keyboard.press('Enter')
  await field(dialog, 'New calls per second').fill('10')
  await dialog.getByRole('button', { name: 'More lines' }).click()
  await field(dialog, 'Asks whether it lives every (s)').fill('0')
  await saves(dialog)
  assert.deepEqual(await entry('trunks', 'address'), { key: 'address', address: '192.0.2.10', calls_per_second: 10, called: { form: 'e164' }, allowed_sources: ['192.0.2.0/28'], health_every: '0s' })

  dialog = await opensTrunkForm(page, 'Gateway or switch')
  await field(dialog, 'Key').fill('pbx')
  await field(dialog, 'Address').fill('10.0.0.5:5060')
  await field(dialog, 'Priority').fill('2')
  await saves(dialog)
  assert.deepEqual(await entry('trunks', 'pbx'), { key: 'pbx', address: '10.0.0.5:5060', priority: 2, codecs: ['pcma'], called: { form: 'national', prefix: '9' } })
  assert.ok(!peal.output.includes('sesame'))
  assert.deepEqual(problems, [])
})

test('what the server refuses stands at its field, in Chinese too', { timeout: 300_000 }, async () => {
  const { page } = keep(await signedIn(peal, 'administrator admin', { language: 'zh-CN' }))
  await page.goto(`${peal.http}/trunks`)
  await page.getByRole('button', { name: '添加中继' }).click(kWithin)
  const dialog = page.getByRole('dialog')
  await field(dialog, '标识').fill('wrong')
  await field(dialog, '地址').fill('sip carrier')
  await field(dialog, '通道数').fill('many')
  await dialog.getByRole('button', { name: '更多项目' }).click()
  await field(dialog, '检查间隔（秒）').fill('2')
  await dialog.getByRole('button', { name: '更多项目' }).click()
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('没有做任何更改，问题已标在对应的项目上。').waitFor(kWithin)
  for (const [name, words] of [['地址', /请填主机/], ['通道数', /请填 0 到 50000 的整数/], ['检查间隔（秒）', /短于 5 秒/]]) {
    const input = field(dialog, name)
    assert.equal(await input.getAttribute('aria-invalid'), 'true', name)
    const told = await input.evaluate((element) => (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '))
    assert.match(told, words)
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden', ...kWithin })
  assert.equal(await entry('trunks', 'wrong'), undefined)
})

test('a number and a phone are connected, and what is needed does not go', { timeout: 300_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/settings`)
  await page.getByRole('tab', { name: 'Numbers' }).click(kWithin)
  await page.getByRole('button', { name: 'Add a number' }).click(kWithin)
  let dialog = page.getByRole('dialog')
  await field(dialog, 'Number').fill('+861088880000')
  await choice(dialog, 'Flow').click()
  await page.getByRole('option').first().click()
  await choice(dialog, 'Only over the trunk').click()
  await page.getByRole('option', { name: 'pbx' }).click()
  await saves(dialog)
  assert.equal((await entry('numbers', '+861088880000')).trunk, 'pbx')

  await page.getByRole('tab', { name: 'Phones' }).click()
  await page.getByRole('button', { name: 'Add an agent' }).click(kWithin)
  dialog = page.getByRole('dialog')
  await field(dialog, 'Key').fill('f77')
  await field(dialog, 'Extension').fill('1077')
  await choice(dialog, 'Device').click()
  await page.getByRole('option', { name: 'SIP phone' }).click()
  await field(dialog, 'Pickup group').fill('A1')
  await dialog.getByRole('switch', { name: 'May call outside' }).press('Space')
  await dialog.getByRole('button', { name: 'Make one' }).click()
  assert.match(await dialog.getByRole('textbox', { name: 'Password' }).inputValue(), /^([2-9a-z]{4}-){3}[2-9a-z]{4}$/)
  await saves(dialog)
  assert.deepEqual(await entry('agents', 'f77'), { key: 'f77', number: '1077', device: 'phone', pickup_group: 'A1', may_call_outside: false })
  await page.getByRole('row', { name: /f77/ }).getByText('set', { exact: true }).waitFor(kWithin)

  await page.goto(`${peal.http}/trunks`)
  await page.getByRole('button', { name: 'More for pbx' }).click(kWithin)
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByText(/\+861088880000 still needs it/).waitFor(kWithin)
  await page.keyboard.press('Escape')
  assert.ok(await entry('trunks', 'pbx'))
  // A refusal is an answer; the browser itself reports it all the same.
  assert.deepEqual(problems.filter((problem) => !problem.includes('status of 400')), [])
})

test('a queue and a conference are made by the page, and the room gets its PINs', { timeout: 300_000 }, async () => {
  const { page, problems } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/settings`)
  await page.getByRole('tab', { name: 'Queues' }).click(kWithin)
  await page.getByRole('button', { name: 'Add a queue' }).click(kWithin)
  let dialog = page.getByRole('dialog')
  await field(dialog, 'Key').fill('service')
  await field(dialog, 'Name in Chinese').fill('售后')
  await field(dialog, 'Name in English').fill('Service')
  await field(dialog, 'Service level (s)').fill('45')
  await dialog.getByRole('switch', { name: 'Recorded' }).press('Space')
  await field(dialog, 'Support').fill('8')
  await saves(dialog)
  assert.deepEqual(await entry('queues', 'service'), { key: 'service', name: { 'zh-CN': '售后', 'en-US': 'Service' }, skills: { support: 8 }, record: false, service_level: '45s' })
  // Of the four agents one is that good.
  await page.getByRole('row', { name: /service/ }).getByRole('cell', { name: '座席小王', exact: true }).waitFor(kWithin)

  await page.getByRole('tab', { name: 'Conferences' }).click()
  await page.getByRole('button', { name: 'Add a conference' }).click(kWithin)
  dialog = page.getByRole('dialog')
  await field(dialog, 'Key').fill('board')
  await field(dialog, 'Number').fill('1001')
  await dialog.getByRole('switch', { name: 'Hosts have a PIN of their own' }).press('Space')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText("Agent 'li' has this extension already.").waitFor(kWithin)
  await field(dialog, 'Number').fill('6500')
  await saves(dialog)
  assert.deepEqual(await entry('conferences', 'board'), { key: 'board', number: '6500', host_pin: true })

  const row = page.getByRole('row', { name: /board/ })
  await row.getByText('not set: nobody gets in').waitFor(kWithin)
  await row.getByRole('button', { name: 'PINs of board' }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByLabel('PIN', { exact: true }).fill('4711')
  await dialog.getByLabel('PIN of hosts', { exact: true }).fill('90210')
  await dialog.getByRole('button', { name: 'Save PINs' }).click()
  await dialog.waitFor({ state: 'hidden', ...kWithin })
  await row.getByText('set', { exact: true }).waitFor(kWithin)

  await page.getByRole('tab', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'Remove sales' }).click(kWithin)
  dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByText('Flow main still needs it; change that first.').first().waitFor(kWithin)
  assert.deepEqual(problems.filter((problem) => !problem.includes('status of 400')), [])
})

test('somebody else’s change is not written over', { timeout: 300_000 }, async () => {
  const { page } = keep(await signedIn(peal, 'administrator admin'))
  await page.goto(`${peal.http}/trunks`)
  await page.getByRole('button', { name: 'More for address' }).click(kWithin)
  await page.getByRole('menuitem', { name: 'Change' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor(kWithin)
  const seen = (await administrator.get('/api/settings/trunks')).body.items.find((one) => one.key === 'address')
  const other = await administrator.put('/api/settings/trunks/address', { revision: seen.revision, entry: { ...seen.entry, channels: 5 } })
  assert.equal(other.status, 200, JSON.stringify(other.body))
  await field(dialog, 'Channels').fill('7')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText(/Somebody else has changed this/).waitFor(kWithin)
  assert.equal((await entry('trunks', 'address')).channels, 5)
})

for (const kind of kKinds) {
  test(`the forms in ${kind.name}`, { timeout: 300_000 }, async () => {
    const { page } = keep(await signedIn(peal, 'administrator admin', kind))
    const faults = []
    await page.goto(`${peal.http}/trunks`)
    await settled(page)
    await page.getByRole('main').locator('header button').click()
    await page.getByRole('dialog').waitFor(kWithin)
    await settled(page)
    await look(page, 'trunk-form', kind, faults)
    await page.getByRole('dialog').locator('button[aria-expanded]').last().click()
    await settled(page)
    await look(page, 'trunk-form-more', kind, faults)
    await page.goto(`${peal.http}/settings`)
    for (const [tab, name] of [[1, 'number-form'], [2, 'agent-form'], [3, 'user-form'], [4, 'queue-form'], [5, 'conference-form']]) {
      await page.getByRole('tab').nth(tab).click(kWithin)
      await settled(page)
      await page.getByRole('tabpanel').getByRole('row').nth(1).getByRole('button').last().waitFor(kWithin)
      await page.getByRole('tabpanel').getByRole('row').nth(1).getByRole('button').nth(tab === 2 ? 1 : 0).click()
      await page.getByRole('dialog').waitFor(kWithin)
      await settled(page)
      await look(page, name, kind, faults)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden', ...kWithin })
    }
    assert.deepEqual(faults, [])
  })
}
