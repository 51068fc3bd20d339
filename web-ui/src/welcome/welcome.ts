import { html, nothing, type TemplateResult } from 'lit';
import { newPasswordField, passwordFault } from '../account/new-password.ts';
import { json, Problem } from '../api/client.ts';
import { formatTime, t } from '../i18n/index.ts';
import type { Role } from '../session/roles.ts';
import { chooseByLink, signOut, type Session } from '../session/session.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface Owner {
  readonly name: string;
  readonly login?: string;
  readonly roles: readonly Role[];
  readonly glns: readonly string[];
  readonly expiresAt?: string;
}

const LOGIN = /^[a-z0-9][a-z0-9._@+-]{1,63}$/;

/** Where a one-time link leads: who was invited chooses a name and a password. Fires `signed-in` with the session. */
class Welcome extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    owner: { state: true },
    gone: { state: true },
    loginFault: { state: true },
    passwordFault: { state: true },
    shown: { state: true },
    busy: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private owner: Owner | undefined;
  private gone = false;
  private loginFault = '';
  private passwordFault = '';
  private shown = false;
  private busy = false;
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void this.look();
    }
  }

  /** Behind the #, which is sent to no server. */
  private get token(): string {
    return location.hash.slice(1);
  }

  private async look(): Promise<void> {
    if (this.session !== undefined) {
      return;
    }
    try {
      this.owner = await json<Owner>('/api/v1/link', { method: 'POST', body: JSON.stringify({ token: this.token }) });
      this.failure = '';
      await this.updateComplete;
      this.querySelector<HTMLElement>(this.owner.login === undefined ? '#login' : '#new-password')?.focus();
    } catch (error) {
      if (error instanceof Problem && (error.status === 410 || error.status === 400)) {
        this.gone = true;
      } else {
        this.failure = problemText(error);
      }
    }
  }

  private async choose(event: Event): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const login = this.owner?.login ?? String(data.get('login') ?? '').trim().toLowerCase();
    const password = String(data.get('password') ?? '');
    this.loginFault = LOGIN.test(login) ? '' : t().welcome.loginWrong;
    this.passwordFault = passwordFault(password);
    if (this.loginFault !== '' || this.passwordFault !== '') {
      this.focusFault();
      return;
    }
    this.busy = true;
    this.failure = '';
    try {
      const session = await chooseByLink(this.token, login, password);
      this.dispatchEvent(new CustomEvent<Session>('signed-in', { detail: session }));
    } catch (error) {
      this.refused(error);
    } finally {
      this.busy = false;
    }
  }

  private refused(error: unknown): void {
    const at = error instanceof Problem ? error.errors[0]?.pointer : undefined;
    if (at === '/login') {
      this.loginFault = error instanceof Problem && error.status === 409 ? t().welcome.loginTaken : t().welcome.loginWrong;
      this.focusFault();
    } else if (at === '/password') {
      this.passwordFault = t().account.poor;
      this.focusFault();
    } else if (error instanceof Problem && error.status === 410) {
      this.gone = true;
    } else {
      this.failure = problemText(error);
    }
  }

  private focusFault(): void {
    this.querySelector<HTMLElement>(this.loginFault === '' ? '#new-password' : '#login')?.focus();
  }

  private async leave(): Promise<void> {
    await signOut();
    location.reload();
  }

  override render(): TemplateResult {
    const m = t().welcome;
    return html`<section class="sign-in card" aria-labelledby="welcome-title">
      <h1 id="welcome-title" tabindex="-1">${this.owner === undefined ? m.title : m.hello(this.owner.name)}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.session !== undefined
        ? html`<p>${m.signedIn(this.session.name)}</p>
            <button type="button" @click=${() => void this.leave()}>${t().app.signOut}</button>`
        : this.gone
          ? html`<p>${m.gone}</p><p><a href="/">${t().signIn.title}</a></p>`
          : this.owner === undefined
            ? html`<p class="loading">${t().app.loading}</p>`
            : this.form(this.owner)}
    </section>`;
  }

  private form(owner: Owner): TemplateResult {
    const m = t().welcome;
    return html`
      <p class="lead">${owner.login === undefined ? m.lead : m.leadReset}</p>
      <p class="muted">
        ${owner.roles.map((role) => `${t().keys.roleNames[role]}: ${t().keys.roleHelp[role]}`).join('; ')}
        ${owner.glns.length === 0 ? nothing : `(${owner.glns.join(', ')})`}
        ${owner.expiresAt === undefined ? nothing : t().keys.ends(formatTime(owner.expiresAt))}
      </p>
      <form novalidate autocomplete="on" @submit=${(event: Event) => void this.choose(event)}>
        <div class="field">
          <label for="login">${t().account.login}</label>
          <input
            id="login"
            name="login"
            autocomplete="username"
            spellcheck="false"
            autocapitalize="none"
            maxlength="64"
            ?readonly=${owner.login !== undefined}
            .value=${owner.login ?? ''}
            aria-describedby=${this.loginFault === '' ? 'login-help' : 'login-fault login-help'}
            aria-invalid=${this.loginFault === '' ? 'false' : 'true'}
          />
          ${this.loginFault === '' ? nothing : html`<p id="login-fault" class="fault" role="alert">${this.loginFault}</p>`}
          <p id="login-help" class="help">${m.loginHelp}</p>
        </div>
        ${newPasswordField(this.passwordFault, this.shown, (shown) => (this.shown = shown))}
        <button class="primary" ?disabled=${this.busy}>${m.submit}</button>
      </form>
    `;
  }
}

customElements.define('tally-welcome', Welcome);
