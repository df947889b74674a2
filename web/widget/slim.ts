import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const inPlaceOf: Record<string, string> = {
  debug: './src/slim/quiet-log.cjs',
  './Subscriber': './src/slim/no-subscriptions.cjs',
  './Notifier': './src/slim/no-subscriptions.cjs',
  './Message': './src/slim/no-messages.cjs',
  './Options': './src/slim/no-messages.cjs',
  './RTCSession/ReferSubscriber': './src/slim/no-messages.cjs',
};

/** Leaves out of JsSIP what a customer's page never uses: the budget is 60 KB. */
export function slim(): Plugin {
  return {
    name: 'peal-slim',
    enforce: 'pre',
    resolveId(source, importer) {
      const ours = inPlaceOf[source];
      return ours && importer?.includes('/jssip/lib/') ? fileURLToPath(new URL(ours, import.meta.url)) : null;
    },
  };
}
