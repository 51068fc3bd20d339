import { html, nothing, type TemplateResult } from 'lit';
import { json, request } from '../api/client.ts';
import { formatClock, formatNumber, t } from '../i18n/index.ts';
import '../keys/ending.ts';
import type { Session } from '../session/session.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface About {
  readonly did: string;
  readonly origin: string;
  readonly size: number;
}

/** A checkpoint changes with every block; asked for as often as a person can read. */
const LOOK_EVERY_MILLIS = 2_000;

/** What anyone may see of the log: open without a key. */
class Ledger extends View {
  static override properties = {
    session: { attribute: false },
    about: { state: true },
    note: { state: true },
    seenAt: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  private about: About | undefined;
  private note = '';
  private seenAt = '';
  private failure = '';
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
    this.timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') {
        void this.look();
      }
    }, LOOK_EVERY_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      this.about ??= await json<About>('/about');
      this.note = await (await request('/log/checkpoint')).text();
      this.seenAt = new Date().toISOString();
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult {
    const m = t().ledger;
    // c2sp.org/tlog-checkpoint: origin, size, root, each on a line.
    const [origin = '', size = '', root = ''] = this.note.split('\n');
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.note === ''
        ? html`<p class="loading">${t().app.loading}</p>`
        : html`
            <div class="card">
              <p class="figure"><strong>${formatNumber(Number(size))}</strong> <span>${m.size}</span></p>
              <dl class="facts">
                <dt>${m.root}</dt>
                <dd class="code">${root}</dd>
                <dt>${m.origin}</dt>
                <dd class="code">${origin}</dd>
                ${this.about === undefined
                  ? nothing
                  : html`<dt>${m.organisation}</dt>
                      <dd><a class="code" href="/1.0/identifiers/${encodeURIComponent(this.about.did)}">${this.about.did}</a></dd>`}
              </dl>
              <p class="muted">${m.updated(formatClock(this.seenAt))}</p>
            </div>
            <tally-ending-keys .session=${this.session}></tally-ending-keys>
            <section aria-labelledby="checkpoint-title">
              <h2 id="checkpoint-title">${m.checkpoint}</h2>
              <pre tabindex="0" aria-labelledby="checkpoint-title">${this.note}</pre>
            </section>
            <ul class="list links">
              <li><a href="/log/policy">${m.policy}</a> <span class="muted">${m.policyHelp}</span></li>
              <li><a href="/log/vkeys">${m.verifierKeys}</a></li>
              <li><a href="/q/openapi">${m.api}</a></li>
            </ul>
          `}
    `;
  }
}

customElements.define('tally-ledger', Ledger);
