import { html, nothing, type TemplateResult } from 'lit';
import { read } from '../gs1/scan.ts';
import { identify } from '../gs1/identifier.ts';
import { t } from '../i18n/index.ts';
import { wrongCheckDigit } from '../gs1/check-digit.ts';
import { scanFaultText } from '../scan/fault-text.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { allPlaces, placeName, savePlace } from './names.ts';

/**
 * A place: picked by its name, typed or scanned as a GLN; one without a name can be given one on the spot. Fires `chosen`
 * with the GLN, or the empty string.
 */
export class PlaceField extends View {
  static override properties = {
    label: {},
    value: {},
    fault: {},
    name: {},
    own: { type: Boolean },
    ownFault: { state: true },
    naming: { state: true },
    failure: { state: true },
  };

  label = '';
  /** The GLN. */
  value = '';
  fault = '';
  /** Of the element, for its parts' ids. */
  name = '';
  /** Places that are named here are this company's own. */
  own = false;
  private ownFault = '';
  private naming = '';
  private failure = '';

  override focus(): void {
    this.querySelector('input')?.focus();
  }

  private changed(event: Event): void {
    const text = (event.target as HTMLInputElement).value.trim();
    const gln = resolve(text);
    if (gln.fault !== undefined) {
      this.ownFault = gln.fault;
      this.choose('');
    } else {
      this.ownFault = '';
      this.choose(gln.value);
    }
  }

  private choose(gln: string): void {
    this.value = gln;
    this.dispatchEvent(new CustomEvent<string>('chosen', { detail: gln }));
  }

  private async remember(): Promise<void> {
    const name = this.naming.trim();
    if (name === '') {
      return;
    }
    try {
      await savePlace({ gln: this.value, name, own: this.own });
      this.naming = '';
      this.failure = '';
      this.choose(this.value);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult {
    const m = t().ship;
    const id = `place-${this.name}`;
    const known = placeName(this.value);
    const fault = this.ownFault !== '' ? this.ownFault : this.fault;
    return html`<div class="field">
      <label for=${id}>${this.label}</label>
      <input
        id=${id}
        list="${id}-list"
        autocomplete="off"
        spellcheck="false"
        placeholder=${m.placePick}
        aria-describedby="${id}-help"
        aria-invalid=${fault === '' ? 'false' : 'true'}
        .value=${known ?? this.value}
        @change=${this.changed}
      />
      <datalist id="${id}-list">
        ${allPlaces().map((place) => html`<option value=${place.name}>${place.gln}</option>`)}
      </datalist>
      <div id="${id}-help">
        ${fault === '' ? nothing : html`<p class="fault">${fault}</p>`}
        ${known === undefined ? nothing : html`<p class="help code">${this.value}</p>`}
      </div>
      ${this.value !== '' && known === undefined
        ? html`<div class="naming">
            <label for="${id}-name" class="help">${m.placeName}</label>
            <div class="row">
              <input id="${id}-name" .value=${this.naming} @input=${(event: Event) => (this.naming = (event.target as HTMLInputElement).value)} />
              <button type="button" @click=${() => void this.remember()}>${m.placeSave}</button>
            </div>
            ${this.failure === '' ? nothing : html`<p class="fault" role="alert">${this.failure}</p>`}
          </div>`
        : nothing}
    </div>`;
  }
}

function resolve(text: string): { readonly value: string; readonly fault?: undefined } | { readonly fault: string } {
  if (text === '') {
    return { value: '' };
  }
  const named = allPlaces().filter((place) => place.name.toLowerCase() === text.toLowerCase());
  if (named[0] !== undefined) {
    return { value: named[0].gln };
  }
  const digits = text.replace(/\s/g, '');
  if (/^\d{13}$/.test(digits)) {
    const right = wrongCheckDigit(digits);
    return right === undefined ? { value: digits } : { fault: t().scan.checkDigit(digits, right) };
  }
  const linked = identify(text);
  if (linked.kind === 'place' || linked.kind === 'party') {
    return { value: linked.gln };
  }
  const reading = read(text);
  if (reading.ok && reading.scanned.kind === 'place') {
    return { value: reading.scanned.gln };
  }
  return { fault: reading.ok ? t().data.glnWrong : scanFaultText(reading) };
}

customElements.define('tally-place-field', PlaceField);
