import { html, nothing, type TemplateResult } from 'lit';
import { json } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface Ending {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: string;
}

const DAY_MILLIS = 86_400_000;
/** The usual steps of a warning; the first is what the node is asked for. */
const DAYS = [90, 30, 7] as const;

/** Warns administrators of keys that will end soon: a system whose key ends, stops. */
class EndingKeys extends View {
  static override properties = { session: { attribute: false }, keys: { state: true }, failure: { state: true } };

  session: Session | undefined;
  private keys: readonly Ending[] = [];
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('session') && may(this.session, 'keys.manage')) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    try {
      this.keys = (await json<{ member: Ending[] }>(`/api/v1/keys/ending?days=${DAYS[0]}`)).member;
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (this.failure !== '') {
      return html`<p class="notice bad" role="alert">${this.failure}</p>`;
    }
    if (this.keys.length === 0) {
      return nothing;
    }
    const m = t().keys;
    return html`<section aria-labelledby="ending-title">
      <h2 id="ending-title">${m.ending}</h2>
      <ul class="list">
        ${this.keys.map((key) => {
          const days = Math.max(0, Math.floor((Date.parse(key.expiresAt) - Date.now()) / DAY_MILLIS));
          const style = days < DAYS[2] ? 'bad' : days < DAYS[1] ? 'warn' : '';
          return html`<li>
            <a href="/keys"><strong>${key.name}</strong> <span class="tag ${style}">${m.endsIn(days)}</span></a>
          </li>`;
        })}
      </ul>
    </section>`;
  }
}

customElements.define('tally-ending-keys', EndingKeys);
