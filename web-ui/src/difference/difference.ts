import { html, nothing, type TemplateResult } from 'lit';
import { request } from '../api/client.ts';
import { attachmentLinks } from '../attachment/attachments.ts';
import { formatTime, t } from '../i18n/index.ts';
import type { Difference, Step } from '../receive/count.ts';
import { differenceText, outcomeText } from '../receive/differences.ts';
import { localTime } from '../ship/draft.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { answer, outcome, type Outcome } from './forms.ts';

/**
 * One difference with its whole course, and what the reader may say to it. Fires `changed` when something was recorded, and
 * when somebody else was faster.
 */
class DifferenceCard extends View {
  static override properties = {
    difference: { attribute: false },
    base: {},
    files: {},
    outcomes: { attribute: false },
    mayAnswer: { attribute: false },
    mayTakeBack: { attribute: false },
    failure: { state: true },
    fault: { state: true },
    busy: { state: true },
    asking: { state: true },
  };

  difference: Difference | undefined;
  /** Below which its address stands. */
  base = '';
  /** Below which its photos stand. */
  files = '';
  /** What this reader may close it with. */
  outcomes: readonly Outcome[] = [];
  mayAnswer = false;
  mayTakeBack = false;
  private failure = '';
  private fault = '';
  private busy = false;
  /** The eventID of the step whose taking back waits for a second press. */
  private asking = '';
  /** Names the request, so that a retry after a lost answer records nothing twice. */
  private attempt = crypto.randomUUID();
  /** The form of that request: a retry sends the same, its time included. */
  private pending: { readonly key: string; readonly body: string } | undefined;

  private get address(): string {
    return `${this.base}/${this.difference?.index ?? 0}/${this.difference?.position ?? 0}`;
  }

  private async send(path: string, key: string, body: () => string, done: string): Promise<void> {
    if (this.busy) {
      return;
    }
    if (this.pending?.key !== `${path} ${key}`) {
      this.attempt = crypto.randomUUID();
      this.pending = { key: `${path} ${key}`, body: body() };
    }
    this.busy = true;
    this.failure = '';
    try {
      await request(path, { method: 'POST', headers: { 'Idempotency-Key': this.attempt }, body: this.pending.body });
      this.pending = undefined;
      this.querySelectorAll('details').forEach((each) => each.removeAttribute('open'));
      this.querySelectorAll('form').forEach((each) => each.reset());
      announce(done);
    } catch (error) {
      this.failure = problemText(error);
    }
    this.busy = false;
    this.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
  }

  private answered(event: Event): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const note = String(new FormData(form).get('note') ?? '').trim();
    this.fault = note === '' ? t().difference.noteMissing : '';
    if (note === '') {
      announce(this.fault);
      form.querySelector<HTMLElement>('input')?.focus();
      return;
    }
    void this.send(`${this.address}/answers`, note, () => answer(localTime(new Date()), note), t().difference.answered);
  }

  private closed(event: Event): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const chosen = String(data.get('outcome')) as Outcome;
    const note = String(data.get('note') ?? '').trim();
    void this.send(
      `${this.address}/outcome`,
      `${chosen} ${note}`,
      () => outcome(localTime(new Date()), chosen, note),
      t().difference.closedNow(t().difference.outcomes[chosen]),
    );
  }

  private takeBack(step: Step): void {
    if (this.asking !== step.eventID) {
      this.asking = step.eventID;
      announce(t().difference.sure);
      return;
    }
    this.asking = '';
    void this.send(
      `/api/v1/records/${step.index}/${step.position}/correction`,
      '',
      () => JSON.stringify({ reason: 'incorrect_data' }),
      t().difference.takenBack,
    );
  }

  override render(): TemplateResult | typeof nothing {
    const each = this.difference;
    if (each === undefined) {
      return nothing;
    }
    const m = t().difference;
    const id = `difference-${each.index}-${each.position}`;
    return html`<article class="card record" aria-labelledby=${id}>
      <h3 id=${id} tabindex="-1">
        ${differenceText(each)}: ${each.goods.map(thingText).join(', ')}
        ${each.state === undefined
          ? nothing
          : each.state === 'open'
            ? html`<span class="tag warn">${m.open}</span>`
            : html`<span class="tag good">${m.closed}: ${outcomeText(each.outcome)}</span>`}
      </h3>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      <ol class="list links course">
        <li>${this.said(each.note, each.confirmedBy, each.observedAt, differenceText(each), each.eventID)} ${attachmentLinks(each.attachments ?? [], this.files)}</li>
        ${(each.steps ?? []).map(
          (step) => html`<li>
            ${this.said(step.note, step.confirmedBy, step.saidAt, step.outcome === undefined ? m.answer : outcomeText(step.outcome), step.eventID)}
            ${this.mayTakeBack
              ? html`<button
                  type="button"
                  class="quiet"
                  ?disabled=${this.busy}
                  @click=${() => this.takeBack(step)}
                  @blur=${() => (this.asking = '')}
                >
                  ${this.asking === step.eventID ? m.really : m.takeBack}
                </button>`
              : nothing}
          </li>`,
        )}
      </ol>
      ${each.state === undefined || !this.mayAnswer ? nothing : this.answerForm(id)}
      ${each.state !== 'open' || this.outcomes.length === 0 ? nothing : this.closeForm(id)}
    </article>`;
  }

  private said(note: string | undefined, by: string | undefined, at: string, what: string, eventID: string): TemplateResult {
    const when = html`<time datetime=${at}>${formatTime(at)}</time>`;
    return html`<span class="tag">${what}</span> ${note === undefined ? nothing : html`<q>${note}</q>`}
      <span class="muted">
        ${by === undefined ? t().difference.host : thingText(by)} ·
        ${this.base.includes('/guest/') ? when : html`<a href="/event?id=${encodeURIComponent(eventID)}">${when}</a>`}
      </span>`;
  }

  private answerForm(id: string): TemplateResult {
    const m = t().difference;
    return html`<details ?open=${this.fault !== ''}>
      <summary>${m.answer}</summary>
      <form novalidate @submit=${(event: Event) => this.answered(event)}>
        <div class="field">
          <label for="${id}-answer">${t().guest.note}</label>
          <input id="${id}-answer" name="note" autocomplete="off" maxlength="500" aria-describedby="${id}-answer-help" aria-invalid=${this.fault === '' ? 'false' : 'true'} />
          <p id="${id}-answer-help" class="help">${t().guest.noteHelp}</p>
          ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        </div>
        <button class="primary" ?disabled=${this.busy}>${m.answerNow}</button>
      </form>
    </details>`;
  }

  private closeForm(id: string): TemplateResult {
    const m = t().difference;
    return html`<details>
      <summary>${m.close}</summary>
      <form novalidate @submit=${(event: Event) => this.closed(event)}>
        <div class="field">
          <label for="${id}-outcome">${m.outcome}</label>
          <select id="${id}-outcome" name="outcome">
            ${this.outcomes.map((each) => html`<option value=${each}>${m.outcomeMeans[each]}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="${id}-note">${m.noteOptional}</label>
          <input id="${id}-note" name="note" autocomplete="off" maxlength="500" />
        </div>
        <button class="primary" ?disabled=${this.busy}>${m.closeNow}</button>
      </form>
    </details>`;
  }
}

customElements.define('tally-difference', DifferenceCard);
