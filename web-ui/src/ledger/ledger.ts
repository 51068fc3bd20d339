import { html, nothing, type TemplateResult } from 'lit';
import { json, text } from '../api/client.ts';
import { formatClock, formatNumber, formatTime, t } from '../i18n/index.ts';
import '../keys/ending.ts';
import type { Session } from '../session/session.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { logPath, readHistory, type DidVersion } from './history.ts';

interface About {
  readonly did: string;
  readonly origin: string;
  readonly size: number;
  readonly engine: string;
}

/** After a stream that was refused or broke; the browser itself retries only what it once had. */
const FOLLOW_AGAIN_MILLIS = 5_000;

/** What anyone may see of the log: open without a key. */
class Ledger extends View {
  static override properties = {
    session: { attribute: false },
    about: { state: true },
    note: { state: true },
    history: { state: true },
    seenAt: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  private about: About | undefined;
  private note = '';
  private history: readonly DidVersion[] = [];
  private seenAt = '';
  /** Size and time of the first checkpoint that this page saw. */
  private first: { readonly size: number; readonly millis: number } | undefined;
  private failure = '';
  private stream: EventSource | undefined;
  private again = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stream?.close();
    clearTimeout(this.again);
  }

  private async look(): Promise<void> {
    try {
      this.about = await json<About>('/about');
      this.seen(await text('/log/checkpoint'));
      const path = logPath(this.about.did);
      this.history = path === undefined ? [] : readHistory(await text(path));
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private follow(): void {
    const stream = new EventSource('/log/checkpoints');
    this.stream = stream;
    stream.addEventListener('checkpoint', (event: MessageEvent<string>) => this.seen(event.data));
    stream.addEventListener('error', () => {
      this.failure = t().ledger.notLive;
      if (stream.readyState === EventSource.CLOSED) {
        this.again = window.setTimeout(() => {
          void this.look();
          this.follow();
        }, FOLLOW_AGAIN_MILLIS);
      }
    });
  }

  private seen(note: string): void {
    const size = Number(note.split('\n')[1]);
    this.first ??= { size, millis: Date.now() };
    this.note = note;
    this.seenAt = new Date().toISOString();
    this.failure = '';
  }

  override render(): TemplateResult {
    const m = t().ledger;
    // c2sp.org/tlog-checkpoint: origin, size, root, each on a line.
    const [origin = '', size = '', root = '', , ...signatures] = this.note.split('\n');
    const signers = signatures.map((line) => line.split(' ')[1]).filter((name) => name !== undefined);
    const grown = Number(size) - (this.first?.size ?? Number(size));
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.note === ''
        ? html`<p class="loading">${t().app.loading}</p>`
        : html`
            <div class="card">
              <p class="figure"><strong>${formatNumber(Number(size))}</strong> <span>${m.size}</span></p>
              ${grown === 0 || this.first === undefined
                ? nothing
                : html`<p class="muted">${m.grown(formatNumber(grown), formatClock(new Date(this.first.millis).toISOString()))}</p>`}
              <dl class="facts">
                <dt>${m.root}</dt>
                <dd class="code">${root}</dd>
                <dt>${m.origin}</dt>
                <dd class="code">${origin}</dd>
                ${this.about === undefined
                  ? nothing
                  : html`<dt>${m.organisation}</dt>
                      <dd><a class="code" href="/1.0/identifiers/${encodeURIComponent(this.about.did)}">${this.about.did}</a></dd>
                      <dt>${m.engine}</dt>
                      <dd>${this.about.engine}</dd>`}
                <dt>${m.signers}</dt>
                <dd>${signers.map((name) => html`<div class="code">${name}</div>`)}</dd>
              </dl>
              <p class="muted">${m.updated(formatClock(this.seenAt))}</p>
            </div>
            <tally-ending-keys .session=${this.session}></tally-ending-keys>
            <section aria-labelledby="checkpoint-title">
              <h2 id="checkpoint-title">${m.checkpoint}</h2>
              <pre tabindex="0" aria-labelledby="checkpoint-title">${this.note}</pre>
            </section>
            ${this.keyHistory()}
            <ul class="list links">
              <li><a href="/log/policy">${m.policy}</a> <span class="muted">${m.policyHelp}</span></li>
              <li><a href="/log/vkeys">${m.verifierKeys}</a></li>
              <li><a href="/q/openapi">${m.api}</a></li>
            </ul>
          `}
    `;
  }

  private keyHistory(): TemplateResult | typeof nothing {
    const m = t().ledger;
    if (this.history.length === 0) {
      return nothing;
    }
    return html`<section aria-labelledby="history-title">
      <h2 id="history-title">${m.history}</h2>
      <table class="cards">
        <caption class="unseen">${m.history}</caption>
        <thead>
          <tr>
            <th scope="col">${m.version}</th>
            <th scope="col">${m.since}</th>
            <th scope="col">${m.signingKeys}</th>
          </tr>
        </thead>
        <tbody>
          ${this.history.map(
            (version) => html`<tr>
              <th scope="row">${version.number}</th>
              <td><time datetime=${version.since}>${formatTime(version.since)}</time></td>
              <td>
                ${version.keys.map(
                  (each) => html`<div><span class="code" title=${each.key}>#${each.name}</span> ${each.isNew ? html`<span class="tag">${m.newKey}</span>` : nothing}</div>`,
                )}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }
}

customElements.define('tally-ledger', Ledger);
