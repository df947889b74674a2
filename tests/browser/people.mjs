// What people do in the pages, step by step, by what they see.
import { openBrowser } from '../lib/chromium.mjs'

const localize = (page) => page.addInitScript(() => {
  if (localStorage.getItem('peal.language') === null) localStorage.setItem('peal.language', 'en-US')
})

export async function signedIn(peal, account, options = {}) {
  const browser = await openBrowser(options)
  const { page } = browser
  await localize(page)
  await page.goto(peal.http)
  await page.getByLabel('Name', { exact: true }).or(page.getByLabel('User', { exact: false })).first().fill(account.split(' ')[1])
  await page.locator('input[type=password]').fill((await peal.accounts())[account])
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  return browser
}

// Through the device check, as the first thing in the morning.
export async function startsWork(peal, account, options) {
  const browser = await signedIn(peal, account, options)
  const { page } = browser
  if (!page.url().includes('check')) {
    await page.getByRole('link', { name: 'Device check' }).or(page.getByRole('button', { name: 'Start with the device check' })).first().click()
  }
  await page.getByText('Phone ready').first().waitFor({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Play the tone' }).click()
  const heard = page.getByRole('button', { name: 'I heard it' })
  if (await heard.isVisible().catch(() => false)) await heard.click()
  else await heard.click({ timeout: 5_000 }).catch(() => {})
  await page.getByRole('button', { name: 'Start work: Ready' }).click()
  await page.getByText('Ready for the next call').waitFor({ timeout: 10_000 })
  return browser
}

export async function customerCalls(peal, options) {
  const browser = await openBrowser(options)
  const { page } = browser
  await page.goto(`${peal.http}/demo/`)
  await page.locator('button.big').click()
  await page.getByText('Connected').waitFor({ timeout: 15_000 })
  return browser
}

// The customer presses 1, the agent answers with F2: both talk.
export async function talk(customer, agent) {
  await customer.page.getByRole('button', { name: 'Keypad' }).click()
  await customer.page.getByRole('button', { name: 'Key 1' }).click()
  await agent.page.getByRole('button', { name: 'Answer' }).waitFor({ timeout: 15_000 })
  await agent.page.keyboard.press('F2')
  await agent.page.getByRole('button', { name: 'Hold' }).waitFor({ timeout: 10_000 })
}
