import { html, nothing, type TemplateResult } from 'lit';
import { wrongCheckDigit } from '../gs1/check-digit.ts';
import { t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { allPlaces, allProducts, loadNames, removePlace, removeProduct, savePlace, saveProduct } from './names.ts';

const GTIN_CHARS = 14;

/** What this company calls places and products. */
class Data extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    faults: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  /** By the id of the field. */
  private faults: Readonly<Record<string, string>> = {};
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void loadNames().then(() => this.requestUpdate());
    }
  }

  private field(id: string): string {
    return this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
  }

  private refuse(faults: Readonly<Record<string, string>>): boolean {
    this.faults = faults;
    const first = Object.keys(faults)[0];
    if (first === undefined) {
      return false;
    }
    announce(faults[first] ?? '');
    this.querySelector<HTMLElement>(`#${first}`)?.focus();
    return true;
  }

  private numberFault(number: string, lengths: readonly number[], wrong: string): string | undefined {
    if (!/^\d+$/.test(number) || !lengths.includes(number.length)) {
      return wrong;
    }
    const right = wrongCheckDigit(number);
    return right === undefined ? undefined : t().scan.checkDigit(number, right);
  }

  private async addPlace(event: Event): Promise<void> {
    event.preventDefault();
    const m = t().data;
    const gln = this.field('gln').replace(/\s/g, '');
    const name = this.field('place-name');
    const fault = this.numberFault(gln, [13], m.glnWrong);
    if (this.refuse({ ...(fault === undefined ? {} : { gln: fault }), ...(name === '' ? { 'place-name': m.nameMissing } : {}) })) {
      return;
    }
    const own = this.querySelector<HTMLInputElement>('#own')?.checked ?? false;
    await this.doing(async () => {
      await savePlace({ gln, name, own });
      announce(m.saved(name));
      (event.target as HTMLFormElement).reset();
    });
  }

  private async addProduct(event: Event): Promise<void> {
    event.preventDefault();
    const m = t().data;
    const gtin = this.field('gtin').replace(/\s/g, '');
    const name = this.field('product-name');
    const fault = this.numberFault(gtin, [8, 12, 13, 14], m.gtinWrong);
    if (this.refuse({ ...(fault === undefined ? {} : { gtin: fault }), ...(name === '' ? { 'product-name': m.nameMissing } : {}) })) {
      return;
    }
    await this.doing(async () => {
      await saveProduct({ gtin: gtin.padStart(GTIN_CHARS, '0'), name });
      announce(m.saved(name));
      (event.target as HTMLFormElement).reset();
    });
  }

  private async doing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
    this.requestUpdate();
  }

  private input(id: string, label: string, mode: 'numeric' | 'text'): TemplateResult {
    const fault = this.faults[id];
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        autocomplete="off"
        spellcheck="false"
        inputmode=${mode}
        maxlength=${mode === 'text' ? 200 : 20}
        aria-invalid=${fault === undefined ? 'false' : 'true'}
        aria-describedby=${fault === undefined ? nothing : `${id}-fault`}
      />
      ${fault === undefined ? nothing : html`<p id="${id}-fault" class="fault">${fault}</p>`}
    </div>`;
  }

  override render(): TemplateResult {
    const m = t().data;
    const mayChange = may(this.session, 'names.manage');
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <p class="lead">${m.lead}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      <div class="job even">
        <section aria-labelledby="places-title">
          <h2 id="places-title">${m.places}</h2>
          ${mayChange
            ? html`<form class="card" novalidate @submit=${(event: Event) => void this.addPlace(event)}>
                ${this.input('gln', m.gln, 'numeric')} ${this.input('place-name', m.name, 'text')}
                <div class="field check"><input id="own" type="checkbox" /><label for="own">${m.own}</label></div>
                <button class="primary">${m.save}</button>
              </form>`
            : nothing}
          ${this.list(
            allPlaces().map((place) => ({ ...place, number: place.gln, mark: place.own })),
            mayChange,
            (number) => removePlace(number),
          )}
        </section>
        <section aria-labelledby="products-title">
          <h2 id="products-title">${m.products}</h2>
          ${mayChange
            ? html`<form class="card" novalidate @submit=${(event: Event) => void this.addProduct(event)}>
                ${this.input('gtin', m.gtin, 'numeric')} ${this.input('product-name', m.name, 'text')}
                <button class="primary">${m.save}</button>
              </form>`
            : nothing}
          ${this.list(
            allProducts().map((product) => ({ ...product, number: product.gtin, mark: false })),
            mayChange,
            (number) => removeProduct(number),
          )}
        </section>
      </div>
    `;
  }

  private list(
    all: readonly { readonly number: string; readonly name: string; readonly mark: boolean }[],
    mayChange: boolean,
    remove: (number: string) => Promise<void>,
  ): TemplateResult {
    const m = t().data;
    if (all.length === 0) {
      return html`<p class="empty muted">${m.none}</p>`;
    }
    return html`<ul class="goods">
      ${all.map(
        (each) => html`<li>
          <div class="thing">
            <span class="name">${each.name} ${each.mark ? html`<span class="tag">${m.own}</span>` : nothing}</span>
            <span class="code muted">${each.number}</span>
            ${mayChange
              ? html`<button
                  type="button"
                  class="quiet"
                  aria-label=${m.removeNamed(each.name)}
                  @click=${() => void this.doing(() => remove(each.number))}
                >
                  ${m.remove}
                </button>`
              : nothing}
          </div>
        </li>`,
      )}
    </ul>`;
  }
}

customElements.define('tally-data', Data);
