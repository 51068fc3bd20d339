import { html, nothing, type TemplateResult } from 'lit';
import { json, Problem, request } from '../api/client.ts';
import { formatTime, t } from '../i18n/index.ts';
import type { Session } from '../session/session.ts';
import type { Role } from '../session/roles.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { newPasswordField, passwordFault } from './new-password.ts';

interface OwnAccount {
  readonly name: string;
  readonly login?: string;
  readonly roles: readonly Role[];
  readonly glns: readonly string[];
  readonly passwordSetAt?: string;
  readonly expiresAt?: string;
  readonly sessions: readonly { readonly createdAt: string; readonly lastSeenAt: string; readonly own: boolean }[];
}

/** One's own: the password, and where one is signed in. */
class Account extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    account: { state: true },
    oldFault: { state: true },
    newFault: { state: true },
    shown: { state: true },
    done: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private account: OwnAccount | undefined;
  private oldFault = '';
  private newFault = '';
  private shown = false;
  private done = '';
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    try {
      this.account = await json<OwnAccount>('/api/v1/account');
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async change(event: Event): Promise<void> {
    event.preventDefault();
    const m = t().account;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const old = String(data.get('old') ?? '');
    const wanted = String(data.get('password') ?? '');
    this.done = '';
    this.oldFault = old === '' ? m.oldMissing : '';
    this.newFault = passwordFault(wanted);
    if (this.oldFault !== '' || this.newFault !== '') {
      this.querySelector<HTMLElement>(this.oldFault === '' ? '#new-password' : '#old-password')?.focus();
      return;
    }
    try {
      await request('/api/v1/account/password', { method: 'PUT', body: JSON.stringify({ old, new: wanted }) });
      form.reset();
      this.say(m.changed);
      await this.load();
    } catch (error) {
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    const at = error instanceof Problem ? error.errors[0]?.pointer : undefined;
    if (at === '/old') {
      this.oldFault = t().account.oldWrong;
      this.querySelector<HTMLElement>('#old-password')?.focus();
    } else if (at === '/new') {
      this.newFault = t().account.poor;
      this.querySelector<HTMLElement>('#new-password')?.focus();
    } else {
      this.failure = error instanceof Problem && error.status === 429 ? t().signIn.waitMore(error.retryAfterSeconds ?? 60) : problemText(error);
    }
  }

  private async endOthers(): Promise<void> {
    try {
      await request('/api/v1/account/sessions', { method: 'DELETE' });
      await this.load();
      this.say(t().account.endedOthers);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private say(text: string): void {
    this.done = text;
    announce(text);
  }

  override render(): TemplateResult {
    const m = t().account;
    const account = this.account;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.done === '' ? nothing : html`<p class="notice good">${this.done}</p>`}
      ${account === undefined
        ? html`<p class="loading">${t().app.loading}</p>`
        : html`<div class="card">
              <dl class="facts">
                <dt>${t().keys.name}</dt>
                <dd>${account.name}</dd>
                <dt>${m.login}</dt>
                <dd>${account.login}</dd>
                <dt>${t().keys.roles}</dt>
                <dd>${account.roles.map((role) => t().keys.roleNames[role]).join(', ')}</dd>
                ${account.glns.length === 0 ? nothing : html`<dt>${t().people.glns}</dt><dd>${account.glns.join(', ')}</dd>`}
                ${account.expiresAt === undefined ? nothing : html`<dt>${t().people.until}</dt><dd>${formatTime(account.expiresAt)}</dd>`}
              </dl>
            </div>
            <section class="card" aria-labelledby="password-title">
              <h2 id="password-title">${m.password}</h2>
              ${account.passwordSetAt === undefined ? nothing : html`<p class="muted">${m.setAt(formatTime(account.passwordSetAt))}</p>`}
              <form novalidate @submit=${(event: Event) => void this.change(event)}>
                <input class="unseen" type="text" name="login" autocomplete="username" tabindex="-1" aria-hidden="true" .value=${account.login ?? ''} readonly />
                <div class="field">
                  <label for="old-password">${m.oldPassword}</label>
                  <input
                    id="old-password"
                    name="old"
                    type="password"
                    autocomplete="current-password"
                    aria-describedby=${this.oldFault === '' ? nothing : 'old-password-fault'}
                    aria-invalid=${this.oldFault === '' ? 'false' : 'true'}
                  />
                  ${this.oldFault === '' ? nothing : html`<p id="old-password-fault" class="fault" role="alert">${this.oldFault}</p>`}
                </div>
                ${newPasswordField(this.newFault, this.shown, (shown) => (this.shown = shown))}
                <button class="primary">${m.change}</button>
                <p class="help">${m.changeHelp}</p>
              </form>
            </section>
            <section aria-labelledby="sessions-title">
              <h2 id="sessions-title">${m.sessions}</h2>
              <ul class="list links">
                ${account.sessions.map(
                  (each) => html`<li>
                    ${m.since(formatTime(each.createdAt))} <span class="muted">${m.lastSeen(formatTime(each.lastSeenAt))}</span>
                    ${each.own ? html`<span class="tag good">${m.here}</span>` : nothing}
                  </li>`,
                )}
              </ul>
              ${account.sessions.length < 2 ? nothing : html`<button type="button" @click=${() => void this.endOthers()}>${m.endOthers}</button>`}
            </section>`}
    `;
  }
}

customElements.define('tally-account', Account);
