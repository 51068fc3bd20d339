import { html, nothing, type TemplateResult } from 'lit';
import { json } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import type { Attachment } from './names.ts';

/** What the node takes, by its content; here only what a browser offers to choose. */
const KINDS = 'image/jpeg,image/png,image/webp,application/pdf';
/** As many as a form takes. */
const COUNT_MAX = 20;

/**
 * Photos and papers of a form. Each goes to the node when it is chosen, and the list of them with the form: a form that waits
 * for a connection waits with their names alone. Fires `chosen` with the new list.
 */
export class Attachments extends View {
  static override properties = {
    path: {},
    value: { attribute: false },
    adding: { state: true },
    failure: { state: true },
  };

  /** Where they are added. */
  path = '/api/v1/attachments';
  value: readonly Attachment[] = [];
  private adding = '';
  private failure = '';

  /** A form that went now would go without the file that is on its way. */
  get isAdding(): boolean {
    return this.adding !== '';
  }

  private async add(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    this.failure = '';
    for (const file of files) {
      if (this.value.length >= COUNT_MAX) {
        this.failure = t().attachments.tooMany(COUNT_MAX);
        break;
      }
      this.adding = file.name;
      try {
        const added = await json<{ attachment: string }>(`${this.path}?name=${encodeURIComponent(file.name)}`, {
          method: 'POST',
          body: file,
          headers: { 'Content-Type': 'application/octet-stream' },
        });
        this.change([...this.value, { attachment: added.attachment, name: file.name }]);
        announce(t().attachments.added(file.name));
      } catch (error) {
        this.failure = `${file.name}: ${problemText(error)}`;
        break;
      }
    }
    this.adding = '';
    input.value = '';
  }

  private change(value: readonly Attachment[]): void {
    this.value = value;
    this.dispatchEvent(new CustomEvent('chosen', { detail: value }));
  }

  override render(): TemplateResult {
    const m = t().attachments;
    return html`<div class="field">
      <label for="attach">${m.label}</label>
      <input id="attach" type="file" multiple accept=${KINDS} aria-describedby="attach-help" ?disabled=${this.adding !== ''} @change=${this.add} />
      <p id="attach-help" class="help">${m.help}</p>
      ${this.adding === '' ? nothing : html`<p class="loading" role="status">${m.adding(this.adding)}</p>`}
      ${this.failure === '' ? nothing : html`<p class="fault" role="alert">${this.failure}</p>`}
      ${this.value.length === 0
        ? nothing
        : html`<ul class="goods">
            ${this.value.map(
              (each) => html`<li>
                <div class="thing">
                  <span class="name">${each.name}</span>
                  <button
                    type="button"
                    class="quiet"
                    aria-label=${m.removeNamed(each.name)}
                    @click=${() => this.change(this.value.filter((other) => other !== each))}
                  >
                    ${t().ship.remove}
                  </button>
                </div>
              </li>`,
            )}
          </ul>`}
    </div>`;
  }
}

customElements.define('tally-attachments', Attachments);

/** Whether a file is on its way within this; then somebody is told, who waits. */
export function isAdding(within: Element): boolean {
  const adding = within.querySelector<Attachments>('tally-attachments')?.isAdding ?? false;
  if (adding) {
    announce(t().attachments.wait);
  }
  return adding;
}

const PREFIX = 'urn:tallystick:attachment:';

/**
 * Links to the photos and papers that an event names, by its own member `tallystick:attachment`.
 *
 * @param below where they are to be had
 */
export function attachmentLinks(names: readonly string[], below = '/api/v1/attachments'): TemplateResult | typeof nothing {
  const known = names.filter((name) => /^urn:tallystick:attachment:[0-9a-f]{64}$/.test(name));
  return known.length === 0
    ? nothing
    : html`<ul class="list links">
        ${known.map(
          (name, i) => html`<li>
            <a href="${below}/${name.slice(PREFIX.length)}" target="_blank" rel="noopener">${t().attachments.numbered(i + 1)}</a>
          </li>`,
        )}
      </ul>`;
}
