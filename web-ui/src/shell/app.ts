import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { html as staticHtml, literal } from 'lit/static-html.js';
import { SESSION_ENDED } from '../api/client.ts';
import { language, languageName, languages, preferredLanguage, t, useLanguage } from '../i18n/index.ts';
import { forgetNames, loadNames } from '../data/names.ts';
import { currentSession, homeOf, may, signOut, type Action, type Session } from '../session/session.ts';
import '../session/sign-in.ts';
import { sendAs } from '../outbox/outbox.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { MOVED, navigate } from './navigate.ts';
import { icon } from './icons.ts';
import { ROUTES, type Route, type ViewName } from './routes.ts';
import { applyTheme, rememberTheme, rememberedTheme, type Theme, THEMES } from './theme.ts';

/** Loaded when first opened; each defines its element. */
const LOADERS: Readonly<Record<ViewName, () => Promise<unknown>>> = {
  today: () => import('../today/today.ts'),
  shipments: () => import('../guest/guest.ts'),
  ship: () => import('../ship/ship.ts'),
  receive: () => import('../receive/receive.ts'),
  differences: () => import('../difference/differences.ts'),
  import: () => import('../import/import.ts'),
  print: () => import('../print/print.ts'),
  search: () => import('../search/search.ts'),
  trace: () => import('../trace/trace.ts'),
  event: () => import('../event/event.ts'),
  data: () => import('../data/data.ts'),
  keys: () => import('../keys/keys.ts'),
  audit: () => import('../audit/audit.ts'),
  people: () => import('../people/people.ts'),
  account: () => import('../account/account.ts'),
  welcome: () => import('../welcome/welcome.ts'),
  verify: () => import('../verify/verify.ts'),
  ledger: () => import('../ledger/ledger.ts'),
};

const TAGS = {
  today: literal`tally-today`,
  shipments: literal`tally-shipments`,
  ship: literal`tally-ship`,
  receive: literal`tally-receive`,
  differences: literal`tally-differences`,
  import: literal`tally-import`,
  print: literal`tally-print`,
  search: literal`tally-search`,
  trace: literal`tally-trace`,
  event: literal`tally-event`,
  data: literal`tally-data`,
  keys: literal`tally-keys`,
  audit: literal`tally-audit`,
  people: literal`tally-people`,
  account: literal`tally-account`,
  welcome: literal`tally-welcome`,
  verify: literal`tally-verify`,
  ledger: literal`tally-ledger`,
} as const;

/** The frame around every view: who is signed in, where one is, how it looks, and in which language. */
class App extends View {
  static override properties = {
    ready: { state: true },
    session: { state: true },
    ended: { state: true },
    path: { state: true },
    loaded: { state: true },
    online: { state: true },
    failure: { state: true },
    theme: { state: true },
    spoken: { state: true },
  };

  private ready = false;
  private session: Session | undefined;
  /** The session ended under somebody's hands: the view stays as it is behind the question for a key. */
  private ended = false;
  private path = location.pathname;
  private loaded: ViewName | undefined;
  private online = navigator.onLine;
  private failure = '';
  private theme: Theme = rememberedTheme();
  private spoken = '';
  /** Counts what a view has to read the address again for. */
  private moves = 0;
  /** Counts what a view has to begin anew for: another person, another language. */
  private generation = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(MOVED, this.moved);
    window.addEventListener('popstate', this.moved);
    window.addEventListener(SESSION_ENDED, this.sessionEnded);
    window.addEventListener('online', this.connection);
    window.addEventListener('offline', this.connection);
    document.addEventListener('click', this.clicked);
    document.addEventListener('keydown', this.pressed);
    applyTheme(this.theme);
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      await useLanguage(preferredLanguage(), false);
    } catch {
      // Its file did not come: English is in this script.
    }
    this.spoken = language();
    try {
      this.session = await currentSession();
      await this.begun();
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
    this.ready = true;
    await this.show();
  }

  private get route(): Route | undefined {
    return ROUTES[this.path];
  }

  private readonly moved = (): void => {
    const other = this.path !== location.pathname;
    this.path = location.pathname;
    this.moves++;
    this.querySelector<HTMLDetailsElement>('details.settings')?.removeAttribute('open');
    void this.show(other);
  };

  private async show(focus = false): Promise<void> {
    if (this.path === '/' && homeOf(this.session) !== '/') {
      history.replaceState(null, '', homeOf(this.session));
      this.path = location.pathname;
    }
    const route = this.route;
    document.title = route === undefined ? t().app.name : `${route.title(t())} · ${t().app.name}`;
    if (route !== undefined && this.isOpen(route)) {
      try {
        await LOADERS[route.view]();
        this.loaded = route.view;
      } catch {
        // A script that a newer version of the node no longer has, or no connection.
        this.failure = t().problem.network;
      }
    }
    this.requestUpdate();
    if (focus) {
      await this.updateComplete;
      const heading = this.querySelector<HTMLElement>('main h1');
      const first = this.querySelector<HTMLElement>('main [data-first]');
      (first ?? heading)?.focus();
      window.scrollTo(0, 0);
    }
  }

  private isOpen(route: Route): boolean {
    const needs: readonly Action[] = typeof route.needs === 'string' ? [route.needs] : (route.needs ?? []);
    return needs.length === 0 || needs.some((action) => may(this.session, action));
  }

  private readonly sessionEnded = (): void => {
    if (this.session !== undefined) {
      this.ended = true;
      announce(t().signIn.expired);
    }
  };

  private readonly connection = (): void => {
    this.online = navigator.onLine;
  };

  /** Links to views of ours do not load the page anew. */
  private readonly clicked = (event: MouseEvent): void => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href]');
    if (
      link === null ||
      link === undefined ||
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      link.target !== '' ||
      link.hasAttribute('download') ||
      link.origin !== location.origin ||
      ROUTES[link.pathname] === undefined ||
      link.hash !== ''
    ) {
      return;
    }
    event.preventDefault();
    navigate(link.pathname + link.search);
  };

  /** One key opens a job from anywhere but a field. */
  private readonly pressed = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      this.session === undefined ||
      this.ended ||
      target.closest('input, textarea, select, [contenteditable], [role="application"], dialog') !== null ||
      // A scanner on the way: its characters come faster than anybody types.
      event.timeStamp - this.lastKey < 40
    ) {
      this.lastKey = event.timeStamp;
      return;
    }
    this.lastKey = event.timeStamp;
    for (const [path, route] of Object.entries(ROUTES)) {
      if (route.key === event.key && this.isOpen(route)) {
        event.preventDefault();
        navigate(path);
        return;
      }
    }
  };
  private lastKey = 0;

  /** Goes on with what this person confirmed, and learns what people call the numbers. */
  private async begun(): Promise<void> {
    sendAs(may(this.session, 'events.capture') || may(this.session, 'guest.receive') ? this.session?.id : undefined);
    if (may(this.session, 'events.read')) {
      await loadNames();
    } else {
      forgetNames();
    }
  }

  private async signedIn(event: CustomEvent<Session>): Promise<void> {
    const before = this.session;
    this.session = event.detail;
    await this.begun();
    const same = this.ended && before?.id === event.detail.id;
    this.ended = false;
    if (this.path === '/welcome') {
      // Its link is used up.
      navigate(homeOf(this.session));
    }
    if (!same) {
      // Somebody else, or the first: nothing of an earlier view is kept.
      this.generation++;
    }
    void this.show(true);
  }

  private async leave(): Promise<void> {
    try {
      await signOut();
    } catch (error) {
      this.failure = problemText(error);
      return;
    }
    this.session = undefined;
    this.querySelector<HTMLDetailsElement>('details.settings')?.removeAttribute('open');
    await this.begun();
    this.ended = false;
    this.generation++;
    void this.show(true);
  }

  private setTheme(theme: Theme): void {
    this.theme = theme;
    rememberTheme(theme);
  }

  private async setLanguage(code: string): Promise<void> {
    await useLanguage(code, true);
    this.spoken = code;
    // Views hold texts of their own making.
    this.generation++;
    await this.show();
  }

  override render(): TemplateResult {
    if (!this.ready) {
      return html`<p class="loading">…</p>`;
    }
    const m = t();
    return html`
      <a class="skip" href="#main" @click=${this.skip}>${m.app.skip}</a>
      <header class="bar">
        <a class="brand" href="/">${icon('tally')}<span>${m.app.name}</span></a>
        ${this.settings()}
      </header>
      <nav class="jobs" aria-label=${m.app.navigation}>
        <ul>
          ${Object.entries(ROUTES)
            .filter(([, route]) => route.inNavigation && this.isOpen(route) && (route.inNavigationFor === undefined || may(this.session, route.inNavigationFor)))
            .map(
              ([path, route]) => html`<li>
                <a href=${path} aria-current=${path === this.path ? 'page' : nothing}>
                  ${icon(route.view)}<span>${route.title(m)}</span>
                  ${route.key === undefined ? nothing : html`<kbd aria-hidden="true">${route.key.toUpperCase()}</kbd>`}
                </a>
              </li>`,
            )}
        </ul>
      </nav>
      <main id="main" tabindex="-1">
        ${this.online ? nothing : html`<p class="notice warn" role="status">${m.app.offline}</p>`}
        ${this.failure === ''
          ? nothing
          : html`<p class="notice bad" role="alert">
              ${this.failure} <button type="button" @click=${this.again}>${m.app.retry}</button>
            </p>`}
        ${this.ended
          ? html`<tally-sign-in .ended=${true} @signed-in=${(event: CustomEvent<Session>) => void this.signedIn(event)}></tally-sign-in>`
          : nothing}
        <div ?hidden=${this.ended}>${this.view()}</div>
      </main>
      <p id="announcements" class="unseen" role="status" aria-live="polite"></p>
    `;
  }

  private view(): TemplateResult {
    const m = t();
    const route = this.route;
    if (route === undefined) {
      return html`<h1 tabindex="-1">${m.app.notFound}</h1><p><a href="/">${m.app.toToday}</a></p>`;
    }
    if (!this.isOpen(route)) {
      return this.session === undefined
        ? html`<tally-sign-in @signed-in=${(event: CustomEvent<Session>) => void this.signedIn(event)}></tally-sign-in>`
        : html`<h1 tabindex="-1">${route.title(m)}</h1><p>${m.app.mayNot}</p>`;
    }
    if (this.loaded !== route.view) {
      return html`<p class="loading">${m.app.loading}</p>`;
    }
    const tag = TAGS[route.view];
    return html`${keyed(this.generation, staticHtml`<${tag}
      .session=${this.session}
      .moves=${this.moves}
      @signed-in=${(event: CustomEvent<Session>) => void this.signedIn(event)}
    ></${tag}>`)}`;
  }

  private settings(): TemplateResult {
    const m = t().app;
    const themeNames: Record<Theme, string> = { system: m.themeSystem, light: m.themeLight, dark: m.themeDark };
    return html`<details class="settings">
      <summary>
        ${icon('settings')}
        ${this.session === undefined ? html`<span>${m.settings}</span>` : html`<span class="unseen">${m.settings}</span><span>${this.session.name}</span>`}
      </summary>
      <div class="sheet">
        ${this.session === undefined
          ? nothing
          : html`<p><span class="muted">${m.signedInAs}</span><br /><strong>${this.session.name}</strong></p>`}
        <div class="field">
          <label for="language">${m.language}</label>
          <select id="language" @change=${(event: Event) => void this.setLanguage((event.target as HTMLSelectElement).value)}>
            ${languages().map(
              (code) => html`<option value=${code} lang=${code} ?selected=${code === this.spoken}>${languageName(code)}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="theme">${m.theme}</label>
          <select id="theme" @change=${(event: Event) => this.setTheme((event.target as HTMLSelectElement).value as Theme)}>
            ${THEMES.map((each) => html`<option value=${each} ?selected=${each === this.theme}>${themeNames[each]}</option>`)}
          </select>
        </div>
        ${(['/account', ...(may(this.session, 'events.read') ? (['/shipments', '/differences'] as const) : []), '/import', '/print', '/data', '/people', '/keys', '/audit', '/verify', '/ledger'] as const).map((path) => {
          const route = ROUTES[path];
          return route !== undefined && this.isOpen(route)
            ? html`<p><a href=${path}>${route.title(t())}</a></p>`
            : nothing;
        })}
        ${this.session === undefined
          ? nothing
          : html`<button type="button" @click=${() => void this.leave()}>${m.signOut}</button>`}
      </div>
    </details>`;
  }

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>('#main')?.focus();
  };

  private readonly again = (): void => {
    this.failure = '';
    void this.begin();
  };
}

customElements.define('tally-app', App);
