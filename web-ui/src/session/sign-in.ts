import { html, nothing, type TemplateResult } from 'lit';
import { Problem } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { signIn, type Session } from './session.ts';

const KEY_CHARS = 60;

/** Asks for a key. Fires `signed-in` with the session. */
export class SignIn extends View {
  static override properties = { ended: { type: Boolean }, fault: { state: true }, busy: { state: true } };

  /** The session ended while somebody worked. */
  ended = false;
  private fault = '';
  private busy = false;

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.querySelector<HTMLInputElement>('#key');
    const key = field?.value.trim() ?? '';
    if (!key.startsWith('tally_') || key.length !== KEY_CHARS) {
      this.refuse(t().signIn.shape(key.length));
      return;
    }
    this.busy = true;
    this.fault = '';
    try {
      const session = await signIn(key);
      if (field !== null) {
        field.value = '';
      }
      this.dispatchEvent(new CustomEvent<Session>('signed-in', { detail: session }));
    } catch (error) {
      this.refuse(
        error instanceof Problem && error.status === 401
          ? t().signIn.wrong
          : error instanceof Problem && error.status === 429
            ? t().signIn.tooMany
            : problemText(error),
      );
    } finally {
      this.busy = false;
    }
  }

  private refuse(fault: string): void {
    this.fault = fault;
    this.querySelector<HTMLInputElement>('#key')?.focus();
  }

  override render(): TemplateResult {
    const m = t().signIn;
    return html`
      <section class="sign-in card" aria-labelledby="sign-in-title">
        <h1 id="sign-in-title" tabindex="-1">${m.title}</h1>
        <p class="lead">${this.ended ? m.expired : m.lead}</p>
        <form novalidate autocomplete="on" @submit=${(event: Event) => void this.submit(event)}>
          <div class="field">
            <label for="key">${m.key}</label>
            <input
              id="key"
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
          </div>
          <button class="primary" ?disabled=${this.busy}>${m.submit}</button>
        </form>
        <p class="aside">${m.publicPages} <a href="/verify">${t().nav.verify}</a> · <a href="/ledger">${t().nav.ledger}</a></p>
      </section>
    `;
  }
}

customElements.define('tally-sign-in', SignIn);
