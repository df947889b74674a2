import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { demand, ProblemError, type Me, type Permission } from '@peal/api-client';
import { api, queryClient } from '../server/api';
import { homeOf, meQuery } from '../session/use-me';
import { RouteFault } from './route-fault';
import { Shell } from './shell';
import { SignInPage } from '../session/sign-in-page';

const root = createRootRoute({ component: Outlet });

async function signedIn(): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) throw redirect({ to: '/sign-in' });
    throw error;
  }
}

function needs(permission: Permission) {
  return async () => {
    const me = await signedIn();
    if (!me.permissions.includes(permission)) throw redirect({ to: homeOf(me) });
  };
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  beforeLoad: async () => {
    const current = await demand(api.GET('/api/sessions/current')).catch(() => null);
    if (current) throw redirect({ to: '/' });
  },
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, beforeLoad: async () => void (await signedIn()) });

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async () => {
    throw redirect({ to: homeOf(await signedIn()) });
  },
});

const deviceCheck = createRoute({
  getParentRoute: () => shell,
  path: '/device-check',
  component: lazyRouteComponent(() => import('../device-check/device-check-page'), 'DeviceCheckPage'),
  beforeLoad: needs('desk.use'),
});

const desk = createRoute({
  getParentRoute: () => shell,
  path: '/desk',
  component: lazyRouteComponent(() => import('../contacts/desk-page'), 'DeskPage'),
  beforeLoad: needs('desk.use'),
});

const myPhone = createRoute({
  getParentRoute: () => shell,
  path: '/my-phone',
  component: lazyRouteComponent(() => import('../my-phone/my-phone-page'), 'MyPhonePage'),
  beforeLoad: needs('desk.use'),
});

const board = createRoute({
  getParentRoute: () => shell,
  path: '/board',
  component: lazyRouteComponent(() => import('../board/board-page'), 'BoardPage'),
  beforeLoad: needs('live.all'),
});

export interface CallFilters {
  from?: string;
  to?: string;
  queue?: string;
  agent?: string;
  number?: string;
  end?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

// The filters live in the address: a list can be bookmarked and sent.
const callFilters = (search: Record<string, unknown>): CallFilters =>
  Object.fromEntries(
    (['from', 'to', 'queue', 'agent', 'number', 'end'] as const).map((key) => [key, text(search[key])] as const).filter(([, value]) => value),
  );

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  component: lazyRouteComponent(() => import('../calls/calls-page'), 'CallsPage'),
  validateSearch: callFilters,
  beforeLoad: needs('contacts.read'),
});

const call = createRoute({
  getParentRoute: () => shell,
  path: '/calls/$id',
  component: lazyRouteComponent(() => import('../calls/call-page'), 'CallPage'),
  beforeLoad: needs('contacts.read'),
});

const recordings = createRoute({
  getParentRoute: () => shell,
  path: '/recordings',
  component: lazyRouteComponent(() => import('../recordings/recordings-page'), 'RecordingsPage'),
  beforeLoad: needs('recordings.listen'),
});

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  component: lazyRouteComponent(() => import('../customers/customers-page'), 'CustomersPage'),
  validateSearch: (search: Record<string, unknown>): { id?: string; q?: string } => {
    const id = text(search['id']);
    const q = text(search['q']);
    return { ...(id ? { id } : {}), ...(q ? { q } : {}) };
  },
  beforeLoad: needs('customers.read'),
});

const conferences = createRoute({
  getParentRoute: () => shell,
  path: '/conferences',
  component: lazyRouteComponent(() => import('../conferences/conferences-page'), 'ConferencesPage'),
  beforeLoad: needs('contacts.read'),
});

const trunks = createRoute({
  getParentRoute: () => shell,
  path: '/trunks',
  component: lazyRouteComponent(() => import('../trunks/trunks-page'), 'TrunksPage'),
  beforeLoad: needs('trunks.manage'),
});

const signalling = createRoute({
  getParentRoute: () => shell,
  path: '/signalling',
  component: lazyRouteComponent(() => import('../signalling/refused-page'), 'RefusedPage'),
  validateSearch: (search: Record<string, unknown>): { from?: string; to?: string; number?: string; source?: string } =>
    Object.fromEntries((['from', 'to', 'number', 'source'] as const).map((key) => [key, text(search[key])] as const).filter(([, value]) => value)),
  beforeLoad: needs('signalling.watch'),
});

const security = createRoute({
  getParentRoute: () => shell,
  path: '/security',
  component: lazyRouteComponent(() => import('../security/security-page'), 'SecurityPage'),
  beforeLoad: needs('security.manage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-page'), 'SettingsPage'),
  beforeLoad: needs('settings.read'),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  component: lazyRouteComponent(() => import('../sessions/sessions-page'), 'SessionsPage'),
  beforeLoad: needs('sessions.manage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([home, deviceCheck, desk, myPhone, board, calls, call, recordings, customers, conferences, trunks, signalling, security, settings, sessions]),
  ]),
  defaultErrorComponent: RouteFault,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
