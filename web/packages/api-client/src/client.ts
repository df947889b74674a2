import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/schema';

export type Api = Client<paths>;

/** Client of the server that gave us the page. `language` is asked for every request. */
export function createApi(language: () => string, signedOut: () => void): Api {
  const api = createClient<paths>({
    baseUrl: window.location.origin,
    credentials: 'same-origin',
    // Looked up for each request, so that whatever watches the page's fetch sees ours too.
    fetch: (request) => globalThis.fetch(request),
  });
  api.use({
    onRequest({ request }) {
      request.headers.set('Accept-Language', language());
      return request;
    },
    onResponse({ request, response }) {
      // A wrong password is an answer to the form, not the end of a session.
      const signingIn = request.method === 'POST' && new URL(request.url).pathname === '/api/sessions';
      if (response.status === 401 && !signingIn) signedOut();
      return response;
    },
  });
  return api;
}
