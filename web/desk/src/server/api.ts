import { createApi } from '@peal/api-client';
import { currentLanguage } from '@peal/i18n';
import { queryClient } from './query-client';

const onSignedOut = new Set<() => void>();

/** The server, typed by api/openapi.yaml. */
export const api = createApi(currentLanguage, () => {
  for (const listener of onSignedOut) listener();
});

/** Called whenever an answer says that nobody is signed in. */
export function whenSignedOut(listener: () => void): () => void {
  onSignedOut.add(listener);
  return () => onSignedOut.delete(listener);
}

export { queryClient };
