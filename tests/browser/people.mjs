// What people do in the pages, step by step, by what they see in their language.
import { openBrowser } from '../lib/chromium.mjs'
import { wordsOf } from './words.mjs'

const localize = (page, language) => page.addInitScript((tag) => {
  if (localStorage.getItem('peal.language') === null) localStorage.setItem('peal.language', tag)
}, language)

export async function signedIn(peal, account, options = {}) {
  const browser = await openBrowser(options)
  await localize(browser.page, browser.language)
  await signIn(browser.page, peal, account)
  return browser
}

export async function signIn(page, peal, account) {
  await page.goto(peal.http)
  await page.locator('input:not([type=password])').first().fill(account.split(' ')[1])
  await page.locator('input[type=password]').fill((await peal.accounts())[account])
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
}

// Through the device check, as the first thing in the morning.
export async function startsWork(peal, account, options) {
  const browser = await signedIn(peal, account, options)
  const { page } = browser
  const word = wordsOf(browser)
  if (!page.url().includes('check')) {
    await page.getByRole('link', { name: word('Device check') }).or(page.getByRole('button', { name: word('Start with the device check') })).first().click()
  }
  await page.getByText(word('Phone ready')).first().waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: word('Play the tone') }).click()
  await page.getByRole('button', { name: word('I heard it') }).click({ timeout: 60_000 })
  await page.getByRole('button', { name: word('Start work: Ready') }).click()
  await page.getByText(word('Ready for the next call')).waitFor({ timeout: 60_000 })
  return browser
}

// Says who calls, in the widget's form, and calls. Fields left out keep what they hold.
export async function saysWho(visitor, { name, phone } = {}) {
  const { page } = visitor
  const word = wordsOf(visitor)
  if (name !== undefined) await page.getByLabel(word('Your name')).fill(name)
  if (phone !== undefined) await page.getByLabel(word('Telephone number')).fill(phone)
  await page.getByRole('button', { name: word('Call now') }).click()
}

export async function customerCalls(peal, { name = 'Wang Fang', phone = '', ...options } = {}) {
  const browser = await openBrowser(options)
  const { page } = browser
  await page.goto(`${peal.http}/demo/`)
  await page.locator('button.big').click()
  await saysWho(browser, { name, phone })
  await page.getByText(wordsOf(browser)('Connected')).waitFor({ timeout: 60_000 })
  return browser
}

export async function pressesOne(customer) {
  const word = wordsOf(customer)
  await customer.page.getByRole('button', { name: word('Keypad') }).click()
  await customer.page.getByRole('button', { name: word('Key 1') }).click()
}

const seen = async (page) => (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 600)

// The customer presses 1; the call is offered to the agent.
export async function isOffered(customer, agent) {
  await pressesOne(customer)
  await agent.page.getByRole('button', { name: wordsOf(agent)('Answer') }).waitFor({ timeout: 60_000 }).catch(async (error) => {
    throw new Error(`no offer: ${error.message}; the agent sees: ${await seen(agent.page)}; the customer: ${await customer.page.getByRole('status').first().innerText()}`)
  })
}

// The agent answers with F2: both talk.
export async function talk(customer, agent) {
  await isOffered(customer, agent)
  await agent.page.keyboard.press('F2')
  await agent.page.getByRole('button', { name: wordsOf(agent)('Hold') }).waitFor({ timeout: 60_000 })
}

// The customer hangs up; the agent is asked how it went.
export async function finish(customer, agent) {
  await customer.page.getByRole('button', { name: wordsOf(customer)('Hang up') }).click()
  await agent.page.getByText(wordsOf(agent)('How did it end?')).waitFor({ timeout: 60_000 })
}

export async function wrapsUp(agent) {
  const word = wordsOf(agent)
  await agent.page.getByRole('radio').first().click()
  await agent.page.getByRole('button', { name: word('Done') }).click()
  await agent.page.getByText(word('Ready for the next call')).waitFor({ timeout: 60_000 }).catch(async (error) => {
    throw new Error(`not ready after the wrap-up: ${error.message}; the agent sees: ${await seen(agent.page)}`)
  })
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
