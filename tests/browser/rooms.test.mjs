// A conference in session on the page Rooms: whose voice is heard is seen, and
// who mutes the own microphone or is muted is not.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keeper } from '../lib/keep.mjs'
import { Peal } from '../lib/peal.mjs'
import { kKinds, look, settled, show } from './looking.mjs'
import { signedIn, startsWork } from './people.mjs'
import { wordsOf } from './words.mjs'

const keep = keeper()
const kWithin = { timeout: 60_000 }

// By the desk's own dial field, into the room.
async function entersRoom({ page }, number) {
  await page.getByPlaceholder('Extension or number').fill(number)
  await page.keyboard.press('Enter')
}

test('the page shows who talks in a conference', { timeout: 400_000 }, async () => {
  const peal = keep(await Peal.start())
  const administrator = await peal.client('administrator admin')
  const made = await administrator.put('/api/settings/conferences/board', { revision: 0, entry: { number: '6500', name: { 'zh-CN': '管理会议', 'en-US': 'Board' }, pin: false } })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const first = keep(await startsWork(peal, 'agent li', { hertz: 950 }))
  const second = keep(await startsWork(peal, 'agent wang', { hertz: 620 }))
  for (const agent of [first, second]) await entersRoom(agent, '6500')

  const { page, problems } = keep(await signedIn(peal, 'supervisor chen'))
  await page.goto(`${peal.http}/conferences`)
  const row = (number) => page.getByRole('row').filter({ hasText: number })
  const speaks = (number) => row(number).getByText('Speaks')
  for (const number of ['1001', '1002']) await speaks(number).waitFor(kWithin)

  const faults = []
  for (const kind of kKinds) {
    await show(page, kind)
    await page.getByText(wordsOf(kind)('Speaks')).first().waitFor(kWithin)
    await settled(page)
    await look(page, 'rooms-in-session', kind, faults)
  }
  assert.deepEqual(faults, [])
  await show(page, { language: 'en-US', dark: false, name: 'English' })

  await first.page.keyboard.press('F4')
  await speaks('1001').waitFor({ state: 'detached', ...kWithin })
  await speaks('1002').waitFor(kWithin)
  await first.page.keyboard.press('F4')
  await speaks('1001').waitFor(kWithin)
  // By the keyboard alone: the button of that row.
  await row('1002').getByRole('button', { name: /^Mute/ }).press('Enter')
  await row('1002').getByText('Muted').waitFor(kWithin)
  await speaks('1002').waitFor({ state: 'detached', ...kWithin })
  for (const one of [first.problems, second.problems, problems]) assert.deepEqual(one, [])
})
