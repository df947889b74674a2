// Debian's Chromium, with a tone for a microphone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

import { listenFor } from './hearing.mjs'
import { root } from './peal.mjs'
import { toneWav } from './sound.mjs'

const { chromium } = createRequire(path.join(root, 'web/package.json'))('playwright-core')

// A browser of its own for each person, since the microphone is the process's.
// `hears`: tones that the test will look for in what the pages play. `asks`: a
// microphone opens by permission only, as for people, and not whenever it is wanted.
export async function openBrowser({ hertz, hears, asks = false, args: more = [], language = 'en-US', dark = false, width = 1366, height = 768 } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'peal-browser-'))
  const args = [...more, '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--allow-loopback-in-peer-connection',
    '--use-fake-device-for-media-stream', ...(asks ? [] : ['--use-fake-ui-for-media-stream'])]
  if (hertz) {
    const file = path.join(folder, 'microphone.wav')
    await writeFile(file, toneWav(hertz, 10))
    args.push(`--use-file-for-fake-audio-capture=${file}`)
  }
  const server = await chromium.launchServer({ executablePath: process.env.PEAL_CHROMIUM ?? '/usr/bin/chromium', args })
  const browser = await chromium.connect(server.wsEndpoint())
  const context = await browser.newContext({
    locale: language, colorScheme: dark ? 'dark' : 'light', viewport: { width, height }, ignoreHTTPSErrors: true,
    permissions: ['microphone', 'notifications'],
  })
  if (hears) await listenFor(context, hears)
  const page = await context.newPage()
  const problems = []
  page.on('pageerror', (error) => problems.push(error.message))
  // A page that asks who is signed in is answered 401 at first; Chromium itself reports that.
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('status of 401') && problems.push(message.text()))
  return {
    page, context, problems, language,
    // Gone in an instant, as when the machine loses its power.
    async vanish() {
      const gone = new Promise((resolve) => browser.on('disconnected', resolve))
      server.process().kill('SIGKILL')
      await gone
    },
    async close() {
      await browser.close().catch(() => {})
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// What the browser says from now on when the page wants its microphone: granted, prompt or denied.
export async function allowMicrophone({ page, context }, setting) {
  const session = await context.newCDPSession(page)
  const { targetInfo } = await session.send('Target.getTargetInfo')
  await session.send('Browser.setPermission', {
    permission: { name: 'microphone' }, setting, origin: new URL(page.url()).origin, browserContextId: targetInfo.browserContextId,
  })
}
