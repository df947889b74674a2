/** Full WebSocket address of `path` on the page's host; full addresses pass unchanged. */
export function socketAddress(path: string, page: { protocol: string; host: string } = window.location): string {
  if (/^wss?:/.test(path)) return path;
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${page.host}${path.startsWith('/') ? path : `/${path}`}`;
}
