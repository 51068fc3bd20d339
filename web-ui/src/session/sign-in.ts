import { html, nothing, type TemplateResult } from 'lit';
import { Problem } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { signIn, signInByPassword, type Session } from './session.ts';

const KEY_CHARS = 60;
/** Which of the two ways this browser's person goes. */
const STORED = 'tallystick.signInBy';

type Way = 'password' | 'key';

/** Asks for a name and password, or for a key. Fires `signed-in` with the session. */
export class SignIn extends View {
  static override properties = { ended: { type: Boolean }, way: { state: true }, fault: { state: true }, busy: { state: true } };

  /** The session ended while somebody worked. */
  ended = false;
  private way: Way = localStorage.getItem(STORED) === 'key' ? 'key' : 'password';
  private fault = '';
  private busy = false;

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const key = String(data.get('key') ?? '').trim();
    const login = String(data.get('login') ?? '').trim();
    const password = String(data.get('password') ?? '');
    if (this.way === 'key' && (!key.startsWith('tally_') || key.length !== KEY_CHARS)) {
      this.refuse(t().signIn.shape(key.length));
      return;
    }
    if (this.way === 'password' && (login === '' || password === '')) {
      this.refuse(t().signIn.missing);
      return;
    }
    this.busy = true;
    this.fault = '';
    try {
      const session = await (this.way === 'key' ? signIn(key) : signInByPassword(login, password));
      (event.target as HTMLFormElement).reset();
      localStorage.setItem(STORED, this.way);
      this.dispatchEvent(new CustomEvent<Session>('signed-in', { detail: session }));
    } catch (error) {
      this.refuse(this.why(error));
    } finally {
      this.busy = false;
    }
  }

  private why(error: unknown): string {
    const m = t().signIn;
    if (error instanceof Problem && error.status === 401) {
      return this.way === 'key' ? m.wrong : m.wrongPassword;
    }
    if (error instanceof Problem && error.status === 429) {
      return this.way === 'key' ? m.tooMany : m.waitMore(error.retryAfterSeconds ?? 60);
    }
    return problemText(error);
  }

  private refuse(fault: string): void {
    this.fault = fault;
    const first = this.querySelector<HTMLInputElement>('#key, #login');
    (first?.value === '' || this.way === 'key' ? first : this.querySelector<HTMLInputElement>('#password'))?.focus();
  }

  private async go(way: Way): Promise<void> {
    this.way = way;
    this.fault = '';
    await this.updateComplete;
    this.querySelector<HTMLInputElement>('#key, #login')?.focus();
  }

  override render(): TemplateResult {
    const m = t().signIn;
    const byKey = this.way === 'key';
    return html`
      <section class="sign-in card" aria-labelledby="sign-in-title">
        <h1 id="sign-in-title" tabindex="-1">${m.title}</h1>
        <p class="lead">${this.ended ? m.expired : byKey ? m.lead : m.leadPassword}</p>
        <form novalidate autocomplete="on" @submit=${(event: Event) => void this.submit(event)}>
          ${byKey ? this.keyField() : this.passwordFields()}
          <button class="primary" ?disabled=${this.busy}>${m.submit}</button>
        </form>
        <p class="aside">
          <button type="button" class="quiet" id=${byKey ? 'by-password' : 'by-key'} @click=${() => void this.go(byKey ? 'password' : 'key')}>
            ${byKey ? m.byPassword : m.byKey}
          </button>
        </p>
        <p class="aside">${m.publicPages} <a href="/verify">${t().nav.verify}</a> · <a href="/ledger">${t().nav.ledger}</a></p>
      </section>
    `;
  }

  private passwordFields(): TemplateResult {
    const m = t().signIn;
    const fault = this.fault === '' ? nothing : 'sign-in-fault';
    return html`
      <div class="field">
        <label for="login">${t().account.login}</label>
        <input
          id="login"
          name="login"
          autocomplete="username"
          spellcheck="false"
          autocapitalize="none"
          maxlength="64"
          required
          aria-describedby=${fault}
          aria-invalid=${this.fault === '' ? 'false' : 'true'}
        />
      </div>
      <div class="field">
        <label for="password">${t().account.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby=${this.fault === '' ? 'password-help' : 'sign-in-fault password-help'}
          aria-invalid=${this.fault === '' ? 'false' : 'true'}
        />
        ${this.fault === '' ? nothing : html`<p id="sign-in-fault" class="fault" role="alert">${this.fault}</p>`}
        <p id="password-help" class="help">${m.forgot}</p>
      </div>
    `;
  }

  private keyField(): TemplateResult {
    const m = t().signIn;
    return html`<div class="field">
      <label for="key">${m.key}</label>
      <input
        id="key"
        name="key"
        type="password"
        autocomplete="current-password"
        spellcheck="false"
        autocapitalize="none"
        required
        aria-describedby=${this.fault === '' ? 'key-help' : 'key-fault key-help'}
        aria-invalid=${this.fault === '' ? 'false' : 'true'}
      />
      ${this.fault === '' ? nothing : html`<p id="key-fault" class="fault" role="alert">${this.fault}</p>`}
      <p id="key-help" class="help">${m.help}</p>
    </div>`;
  }
}

customElements.define('tally-sign-in', SignIn);
