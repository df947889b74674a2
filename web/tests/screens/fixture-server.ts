import type { Page, Route } from 'playwright-core';
import type { Role, SettingsEntry } from '@peal/api-client';
import { documents, type DeskScene } from '../fixtures/live';
import { customers, agents, meAs, queues } from '../fixtures/people';
import { conferences, conferenceEntries } from '../fixtures/conferences';
import { trunks } from '../fixtures/trunks';
import { detail, queueEntries, recordings, revisions, sessions, settings, summaries, waveform } from '../fixtures/past';

/** Answers what the pages ask, from the fixtures; `role` null: nobody is signed in. */
export async function serveFixtures(page: Page, role: Role | null, scene: DeskScene = 'talking'): Promise<void> {
  await page.route('**/api/**', (route) => answer(route, role));
  await page.routeWebSocket('**/events', (socket) => {
    socket.onMessage((text) => {
      const message = JSON.parse(String(text)) as { type: string };
      if (role === null || message.type !== 'hello') return;
      socket.send(JSON.stringify({ type: 'snapshot', position: 10, serverTime: new Date().toISOString(), documents: documents(role, scene) }));
    });
  });
  await page.routeWebSocket('**/sip', (socket) => {
    socket.onMessage((text) => {
      const reply = registered(String(text));
      if (reply) socket.send(reply);
    });
  });
}

async function answer(route: Route, role: Role | null): Promise<void> {
  const path = new URL(route.request().url()).pathname;
  if (path === '/api/public/demo') {
    await route.fulfill({ json: { tenant: settings.tenant.name, numbers: settings.numbers.slice(0, 1).map(({ digits, name }) => ({ digits, name })), sipAddress: '127.0.0.1:5060' } });
    return;
  }
  if (path === '/api/web-calls') {
    const detail = route.request().headers()['accept-language']?.startsWith('zh') ? '这不是有效的电话号码，请检查后再试；也可以不填。' : 'This is not a telephone number. Check it, or leave it out.';
    await route.fulfill({ status: 400, contentType: 'application/problem+json', json: { type: '/problems/bad_input', title: '', status: 400, detail, code: 'bad_input', where: 'api.not_a_number' } });
    return;
  }
  if (role === null) {
    await route.fulfill({ status: 401, contentType: 'application/problem+json', json: { type: '/problems/not_signed_in', title: '', status: 401, detail: '', code: 'not_signed_in', where: '' } });
    return;
  }
  if (path.endsWith('/audio')) {
    await route.fulfill({ body: quietWav(), contentType: 'audio/wav' });
    return;
  }
  const found = reads(role).find(([pattern]) => pattern.test(path));
  if (found) await route.fulfill({ json: found[1]() });
  else await route.fulfill({ json: { position: 11 } });
}

function reads(role: Role): [RegExp, () => unknown][] {
  const page = (items: unknown[]) => ({ items, nextCursor: null });
  const entries = (items: SettingsEntry[]) => ({ revision: 4, items, matching: items.length, total: items.length });
  return [
    [/^\/api\/me$/, () => meAs(role)],
    [/^\/api\/sessions\/current$/, () => ({ ...meAs(role), id: meAs(role).session, expires: new Date().toISOString() })],
    [/^\/api\/sessions$/, () => ({ items: sessions })],
    [/^\/api\/conferences$/, () => ({ items: conferences })],
    [/^\/api\/trunks$/, () => ({ items: trunks })],
    [/^\/api\/trunks\/[^/]+\/test-call$/, () => ({ answered: true, heardToTheEnd: true, status: 0, untilAnswerMs: 2400, text: '接通成功：对方应答，提示音已完整播放。' })],
    [/^\/api\/agents$/, () => ({ items: agents })],
    [/^\/api\/queues$/, () => ({ items: queues.map((queue) => settings.queues.find((one) => one.id === queue.id)) })],
    [/^\/api\/customers\/[^/]+\/history$/, () => page(summaries.slice(0, 6))],
    [/^\/api\/customers\/[^/]+$/, () => customers[0]],
    [/^\/api\/customers$/, () => page(customers)],
    [/^\/api\/contacts$/, () => page(summaries)],
    [/^\/api\/contacts\/[^/]+$/, () => detail()],
    [/^\/api\/recordings\/[^/]+\/waveform$/, () => waveform()],
    [/^\/api\/recordings$/, () => page(recordings)],
    [/^\/api\/settings\/current$/, () => settings],
    [/^\/api\/settings\/queues$/, () => entries(queueEntries)],
    [/^\/api\/settings\/conferences$/, () => entries(conferenceEntries)],
    [/^\/api\/settings\/revisions$/, () => ({ items: revisions })],
  ];
}

/** A second of two silent channels, 8 kHz, 16 bit. */
function quietWav(): Buffer {
  const bytes = 8000 * 4;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

/** 200 to a REGISTER, so that the phone of the page shows itself as ready. */
function registered(request: string): string | null {
  if (!request.startsWith('REGISTER ')) return null;
  const header = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(request)?.[1]?.trim() ?? '';
  return [
    'SIP/2.0 200 OK',
    `Via: ${header('Via')}`,
    `From: ${header('From')}`,
    `To: ${header('To')};tag=fixture`,
    `Call-ID: ${header('Call-ID')}`,
    `CSeq: ${header('CSeq')}`,
    `Contact: ${header('Contact')}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
