import type { Action } from '../session/session.ts';
import type { Messages } from '../i18n/index.ts';

export type ViewName =
  | 'today' | 'shipments' | 'ship' | 'receive' | 'differences' | 'import' | 'print' | 'search' | 'trace' | 'event' | 'data' | 'keys' | 'audit' | 'people' | 'account' | 'welcome' | 'verify' | 'ledger';

export interface Route {
  readonly view: ViewName;
  readonly title: (m: Messages) => string;
  /** What the session must be allowed to do, one of several; without it the view is open to everybody. */
  readonly needs?: Action | readonly Action[];
  /** The key that opens it from anywhere outside of a field. */
  readonly key?: string;
  readonly inNavigation: boolean;
  /** There, only for whoever may do this; others come to it from elsewhere. */
  readonly inNavigationFor?: Action;
}

/** Every address of a view. The application serves the page under exactly these; a test compares the two lists. */
export const ROUTES: Readonly<Record<string, Route>> = {
  '/': { view: 'today', title: (m) => m.nav.today, needs: 'events.read', key: 'h', inNavigation: true },
  '/shipments': { view: 'shipments', title: (m) => m.guest.title, needs: ['guest.read', 'events.read'], key: 'h', inNavigation: true, inNavigationFor: 'guest.read' },
  '/differences': { view: 'differences', title: (m) => m.difference.title, needs: 'events.read', inNavigation: false },
  '/ship': { view: 'ship', title: (m) => m.nav.ship, needs: 'events.capture', key: 's', inNavigation: true },
  '/receive': { view: 'receive', title: (m) => m.nav.receive, needs: ['events.capture', 'guest.receive'], key: 'r', inNavigation: true },
  '/import': { view: 'import', title: (m) => m.imports.title, needs: 'events.capture', key: 'i', inNavigation: false },
  '/print': { view: 'print', title: (m) => m.print.print, needs: 'events.capture', inNavigation: false },
  '/search': { view: 'search', title: (m) => m.nav.search, needs: 'events.read', key: '/', inNavigation: true },
  '/trace': { view: 'trace', title: (m) => m.nav.trace, needs: 'events.read', key: 't', inNavigation: true },
  '/event': { view: 'event', title: (m) => m.event.title, needs: 'events.read', inNavigation: false },
  '/data': { view: 'data', title: (m) => m.nav.data, needs: 'events.read', inNavigation: false },
  '/keys': { view: 'keys', title: (m) => m.nav.keys, needs: 'keys.manage', inNavigation: false },
  '/audit': { view: 'audit', title: (m) => m.audit.title, needs: 'audit.read', inNavigation: false },
  '/people': { view: 'people', title: (m) => m.people.title, needs: 'people.manage', inNavigation: false },
  '/account': { view: 'account', title: (m) => m.account.title, needs: 'account', inNavigation: false },
  '/welcome': { view: 'welcome', title: (m) => m.welcome.title, inNavigation: false },
  '/verify': { view: 'verify', title: (m) => m.nav.verify, key: 'v', inNavigation: true },
  '/ledger': { view: 'ledger', title: (m) => m.nav.ledger, inNavigation: true },
};
