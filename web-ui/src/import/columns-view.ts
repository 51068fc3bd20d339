import { html, nothing, type TemplateResult } from 'lit';
import { allPlaces, allProducts, savePlace, saveProduct } from '../data/names.ts';
import '../data/place-field.ts';
import { formatLocalTime, formatNumber, t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { placeText, productText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { check, type Checked } from './check.ts';
import { documentsOf, idempotencyKey, type Document, type Reading, type RowFault } from './documents.ts';
import { faultTable } from './fault-table.ts';
import { headerText, rowFaultText } from './fault-text.ts';
import { columnsOf, doubled, FIELDS, FOR_ALL, guessKind, guessMapping, REQUIRED, type Field, type Kind, type Mapping } from './fields.ts';
import { each, isStopped, patiently } from './patience.ts';
import { remember, remembered } from './readings.ts';
import * as store from './store.ts';
import type { LeftOut, Sent } from './store.ts';
import type { Table } from './table.ts';
import { dateOrderIn, decimalIn, practiceNumber, readPlace, readProduct, type DateOrder, type Decimal, type Zone } from './values.ts';
import type { Workbook } from './xlsx-reader.ts';

/** So many different cells, of so many rows, show what a column holds; a person looks at no more. */
const SAMPLES = 3;
const LOOKED_AT = 20;
const PREVIEW_DOCUMENTS = 5;

const PLACES: readonly Field[] = ['from', 'to', 'at'];

interface Numbers {
  readonly places: ReadonlyMap<string, string>;
  readonly products: ReadonlyMap<string, string>;
}

const NONE: Numbers = { places: new Map(), products: new Map() };

/** What the columns of a file mean, what its rows become, and what the node says to that. Fires `confirmed` and `closed`. */
class ImportColumns extends View {
  static override properties = {
    session: { attribute: false },
    table: { attribute: false },
    workbook: { attribute: false },
    fileName: { attribute: false },
    kind: { state: true },
    mapping: { state: true },
    order: { state: true },
    decimal: { state: true },
    zone: { state: true },
    forAll: { state: true },
    practice: { state: true },
    keepNames: { state: true },
    nameless: { state: true },
    collision: { state: true },
    documents: { state: true },
    phase: { state: true },
    checked: { state: true },
    done: { state: true },
    waiting: { state: true },
    failure: { state: true },
    takenToo: { state: true },
    fromMemory: { state: true },
  };

  session: Session | undefined;
  table: Table = { headers: [], rows: [], source: { kind: 'csv', encoding: 'UTF-8', delimiter: ',' } };
  workbook: Workbook | undefined;
  fileName = '';
  private kind: Kind = 'shipments';
  private mapping: Mapping = [];
  private order: DateOrder | undefined;
  private decimal: Decimal | undefined;
  private zone: Zone = 'here';
  private forAll: Partial<Record<Field, string>> = {};
  private practice = false;
  private keepNames = true;
  /** Names of the file that have no number here. */
  private nameless: { places: readonly string[]; products: readonly string[] } = { places: [], products: [] };
  private numbers: Numbers = NONE;
  /** Two names that come to the same practice number. */
  private collision: readonly [string, string] | undefined;
  private documents: readonly Document[] = [];
  private phase: 'columns' | 'checking' | 'checked' | 'confirming' = 'columns';
  private checked: readonly Checked[] = [];
  private done = 0;
  private waiting = false;
  private failure = '';
  private takenToo = false;
  private fromMemory = false;
  private stopper = new AbortController();
  private built = 0;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('table')) {
      this.begin();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopper.abort();
  }

  private begin(): void {
    const before = remembered(this.table.headers);
    this.fromMemory = before !== undefined;
    this.kind = before?.kind ?? guessKind(this.table);
    this.mapping = before?.mapping ?? guessMapping(this.table.headers, this.kind);
    this.order = before?.order;
    this.decimal = before?.decimal;
    this.zone = before?.zone ?? 'here';
    this.forAll = before?.forAll ?? {};
    this.practice = before?.practice ?? false;
    this.phase = 'columns';
    void this.build();
  }

  // ---- how cells are read

  private valuesOf(field: Field): readonly string[] {
    return this.table.rows.flatMap((row) => columnsOf(this.mapping, field).flatMap((column) => row.cells[column] ?? []));
  }

  private get shownOrder(): DateOrder | undefined {
    const seen = dateOrderIn(this.valuesOf('time'));
    return seen === 'none' ? undefined : (this.order ?? seen ?? (/^en-(US|PH)$|^en$/.test(navigator.language) ? 'mdy' : 'dmy'));
  }

  private get shownDecimal(): Decimal {
    return this.decimal ?? decimalIn(this.valuesOf('quantity'), this.table.source);
  }

  private get reading(): Reading {
    const places = byName(allPlaces().map((place) => [place.name, place.gln]));
    const products = byName(allProducts().map((product) => [product.name, product.gtin]));
    const { numbers } = this;
    return {
      kind: this.kind,
      mapping: this.mapping,
      order: this.shownOrder ?? 'dmy',
      decimal: this.shownDecimal,
      zone: this.zone,
      forAll: this.forAll,
      place: (name) => places(name) ?? numbers.places.get(name),
      product: (name) => products(name) ?? numbers.products.get(name),
      step: (word) => term(word, t().terms.step),
      disposition: (word) => term(word, t().terms.disposition),
    };
  }

  /** Reads all rows anew; a later change overtakes an earlier one. */
  private async build(): Promise<void> {
    const build = ++this.built;
    this.numbers = NONE;
    this.collision = undefined;
    const { place, product } = this.reading;
    const fields = FIELDS[this.kind];
    const unnumbered = (values: readonly string[], isNumbered: (text: string) => boolean): readonly string[] =>
      [...new Set(values)].filter((text) => text !== '' && !isNumbered(text));
    // A number that is wrong is a fault; a name is what has no digits alone.
    const isNumber = (text: string): boolean => /^[\d\s-]+$|^(?:https?|urn):|^\d([.,]\d+)?[Ee]\+?\d+$/.test(text);
    const joined = (field: Field): readonly string[] =>
      this.table.rows.map((row) =>
        columnsOf(this.mapping, field)
          .map((column) => row.cells[column] ?? '')
          .filter((cell) => cell !== '')
          .join(' | '),
      );
    this.nameless = {
      places: unnumbered(
        PLACES.filter((field) => fields.includes(field)).flatMap(joined),
        (text) => isNumber(text) || readPlace(text, place).ok,
      ),
      products: unnumbered(joined('product'), (text) => isNumber(text) || readProduct(text, product).ok),
    };
    if (this.practice) {
      const numbers = { places: await this.practiceNumbers('GLN', this.nameless.places), products: await this.practiceNumbers('GTIN', this.nameless.products) };
      if (build !== this.built) {
        return;
      }
      this.numbers = numbers;
    }
    this.documents = documentsOf(this.table, this.reading);
  }

  private async practiceNumbers(kind: 'GLN' | 'GTIN', names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const numbers = new Map<string, string>();
    const owners = new Map<string, string>();
    for (const name of names) {
      const number = await practiceNumber(kind, name);
      const other = owners.get(number);
      if (other !== undefined) {
        this.collision = [other, name];
      }
      owners.set(number, name);
      numbers.set(name, number);
    }
    return numbers;
  }

  private mean(column: number, field: string): void {
    this.mapping = this.mapping.map((each, i) => (i === column ? (field === '' ? undefined : (field as Field)) : each));
    void this.build();
  }

  private take(kind: Kind): void {
    this.kind = kind;
    this.mapping = guessMapping(this.table.headers, kind);
    void this.build();
  }

  private async takeSheet(sheet: string): Promise<void> {
    if (this.workbook !== undefined) {
      this.table = await this.workbook.table(sheet);
    }
  }

  private say(field: Field, value: string): void {
    this.forAll = { ...this.forAll, [field]: value };
    void this.build();
  }

  // ---- what is missing before anything is checked

  private lacking(): readonly string[] {
    const m = t().imports;
    const has = (field: Field): boolean => columnsOf(this.mapping, field).length > 0 || (FOR_ALL[this.kind].includes(field) && (this.forAll[field] ?? '') !== '');
    const name = (field: Field): string => m.fields[field] ?? field;
    return [
      ...REQUIRED[this.kind].filter((field) => !has(field)).map((field) => (FOR_ALL[this.kind].includes(field) ? m.lacks(name(field)) : m.lacksColumn(name(field)))),
      ...(has('product') || has('sscc') || has('barcode') ? [] : [m.lacksGoods]),
      ...doubled(this.mapping).map((field) => m.twice(name(field))),
      ...(this.collision === undefined ? [] : [m.collides(...this.collision)]),
    ];
  }

  private async check(): Promise<void> {
    if (this.lacking().length > 0) {
      announce(this.lacking()[0] ?? '');
      this.querySelector<HTMLElement>('#lacking')?.focus();
      return;
    }
    this.keep();
    this.phase = 'checking';
    this.failure = '';
    this.done = 0;
    this.stopper = new AbortController();
    const whole = this.documents.filter((document) => document.faults.length === 0);
    try {
      this.checked = await check(
        whole,
        may(this.session, 'events.read'),
        this.stopper.signal,
        (waiting) => (this.waiting = waiting),
        (done) => (this.done = done),
      );
      this.phase = 'checked';
      announce(t().imports.checkedTitle);
      await this.updateComplete;
      this.querySelector<HTMLElement>('#checked-title')?.focus();
    } catch (error) {
      this.failure = isStopped(error) ? '' : problemText(error);
      this.phase = 'columns';
    }
    this.waiting = false;
  }

  private keep(): void {
    remember(this.table.headers, {
      kind: this.kind,
      mapping: this.mapping,
      ...(this.order === undefined ? {} : { order: this.order }),
      ...(this.decimal === undefined ? {} : { decimal: this.decimal }),
      zone: this.zone,
      forAll: this.forAll,
      practice: this.practice,
    });
  }

  // ---- what was checked

  private isSent(each: Checked): boolean {
    return each.faults.length === 0 && each.standing !== 'declaredWrong' && (each.standing !== 'otherOfThisNumber' || this.takenToo);
  }

  /** Why a document is not sent. */
  private faultsOf(each: Checked): readonly RowFault[] {
    if (each.faults.length > 0 || this.isSent(each)) {
      return each.faults;
    }
    return [{ row: each.document.rows[0] ?? 0, field: 'number', fault: each.standing === 'declaredWrong' ? 'undoneBefore' : 'numberTaken' }];
  }

  private leftOut(): readonly LeftOut[] {
    const rows = (document: Document, faults: readonly RowFault[]): readonly LeftOut[] =>
      document.rows.map((row) => ({ row, number: document.number, faults: faults.filter((fault) => fault.row === row) }));
    return [
      ...this.documents.filter((document) => document.faults.length > 0).flatMap((document) => rows(document, document.faults)),
      ...this.checked.filter((each) => !this.isSent(each)).flatMap((each) => rows(each.document, this.faultsOf(each))),
    ];
  }

  private async confirm(): Promise<void> {
    this.phase = 'confirming';
    const id = crypto.randomUUID();
    const sent = this.checked.filter((each) => this.isSent(each));
    const documents: Sent[] = [];
    for (const [n, { document }] of sent.entries()) {
      documents.push({
        importId: id,
        n,
        path: document.path,
        number: document.number,
        body: document.body,
        key: await idempotencyKey(document.path, document.body),
        rows: document.rows,
        state: 'waiting',
        events: [],
        faults: [],
      });
    }
    try {
      await this.nameThem();
    } catch (error) {
      this.failure = problemText(error);
      this.phase = 'checked';
      return;
    }
    const kept = await store.add(
      {
        id,
        by: this.session?.id ?? '',
        fileName: this.fileName,
        createdAt: new Date().toISOString(),
        headers: this.table.headers,
        mapping: this.mapping,
        state: 'running',
        leftOut: this.leftOut(),
      },
      documents,
    );
    if (!kept) {
      this.failure = t().imports.noRoom;
      this.phase = 'checked';
      return;
    }
    this.dispatchEvent(new CustomEvent<string>('confirmed', { detail: id }));
  }

  private get mayName(): boolean {
    return may(this.session, 'names.manage');
  }

  private async nameThem(): Promise<void> {
    if (!this.practice || !this.keepNames || !this.mayName) {
      return;
    }
    const { signal } = this.stopper;
    const cut = (name: string): string => name.slice(0, NAME_CHARS_MAX);
    await each([...this.numbers.places], ([name, gln]) =>
      patiently(() => savePlace({ gln, name: cut(name), own: false }), signal, () => undefined),
    );
    await each([...this.numbers.products], ([name, gtin]) =>
      patiently(() => saveProduct({ gtin: gtin.padStart(14, '0'), name: cut(name) }), signal, () => undefined),
    );
  }

  // ---- the page

  override render(): TemplateResult {
    const m = t().imports;
    return html`
      <p class="lead file">${this.fileName}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.phase === 'columns'
        ? this.columns()
        : this.phase === 'checking'
          ? html`<div class="card">
              <p id="check-text"><strong>${m.checking(formatNumber(this.done), formatNumber(this.whole.length))}</strong></p>
              <progress max=${this.whole.length} .value=${this.done} aria-labelledby="check-text"></progress>
              ${this.waiting ? html`<p class="notice warn" role="status">${m.waiting}</p>` : nothing}
              <button type="button" @click=${() => this.stopper.abort()}>${m.stop}</button>
            </div>`
          : this.judgement()}
    `;
  }

  private get whole(): readonly Document[] {
    return this.documents.filter((document) => document.faults.length === 0);
  }

  private columns(): TemplateResult {
    const m = t().imports;
    const lacking = this.lacking();
    const faults = this.documents.flatMap((document) => document.faults);
    return html`
      ${this.source()}
      <div class="field">
        <label for="kind">${m.what}</label>
        <select id="kind" data-first @change=${(event: Event) => this.take((event.target as HTMLSelectElement).value as Kind)}>
          ${(['shipments', 'receivings', 'events'] as const).map(
            (kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${m.whats[kind]}</option>`,
          )}
        </select>
      </div>
      ${this.mappingTable()} ${this.wholeFile()} ${this.cellReading()}
      ${lacking.length === 0
        ? nothing
        : html`<div id="lacking" class="notice warn" tabindex="-1"><ul class="plain">${lacking.map((text) => html`<li>${text}</li>`)}</ul></div>`}
      ${lacking.length === 0 ? this.preview() : nothing}
      <div class="row spaced">
        <button type="button" class="primary" @click=${() => void this.check()}>${m.check}</button>
        <button type="button" @click=${() => this.dispatchEvent(new Event('closed'))}>${m.other}</button>
      </div>
      <p class="help">${m.checkHelp}</p>
      ${lacking.length === 0 ? faultTable(faults, this.table.headers, this.mapping) : nothing}
    `;
  }

  private source(): TemplateResult {
    const m = t().imports;
    const { source } = this.table;
    const rows = formatNumber(this.table.rows.length);
    return html`
      <p>
        ${source.kind === 'csv'
          ? m.csvRead(rows, m.delimiters[source.delimiter] ?? '', m.encodings[source.encoding] ?? '')
          : m.xlsxRead(rows, source.sheet)}
        ${this.fromMemory ? m.remembered : nothing}
      </p>
      ${source.kind === 'xlsx' && source.sheets.length > 1
        ? html`<div class="field">
            <label for="sheet">${m.sheet}</label>
            <select id="sheet" @change=${(event: Event) => void this.takeSheet((event.target as HTMLSelectElement).value)}>
              ${source.sheets.map((sheet) => html`<option value=${sheet} ?selected=${sheet === source.sheet}>${sheet}</option>`)}
            </select>
          </div>`
        : nothing}
    `;
  }

  private mappingTable(): TemplateResult {
    const m = t().imports;
    return html`<section aria-labelledby="columns-title">
      <h2 id="columns-title">${m.columns}</h2>
      <table class="cards mapping">
        <caption class="unseen">${m.columns}</caption>
        <thead>
          <tr>
            <th scope="col">${m.column}</th>
            <th scope="col">${m.begins}</th>
            <th scope="col">${m.means}</th>
          </tr>
        </thead>
        <tbody>
          ${this.table.headers.map((_, column) => {
            const header = headerText(this.table.headers, column);
            const begins = [...new Set(this.table.rows.slice(0, LOOKED_AT).map((row) => row.cells[column] ?? ''))].filter((cell) => cell !== '').slice(0, SAMPLES);
            return html`<tr>
              <th scope="row">${header}</th>
              <td class="muted sample">${begins.join(' · ')}</td>
              <td>
                <select aria-label=${m.meansOf(header)} @change=${(event: Event) => this.mean(column, (event.target as HTMLSelectElement).value)}>
                  <option value="" ?selected=${this.mapping[column] === undefined}>${m.nothing}</option>
                  ${FIELDS[this.kind].map((field) => html`<option value=${field} ?selected=${this.mapping[column] === field}>${m.fields[field]}</option>`)}
                </select>
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </section>`;
  }

  private wholeFile(): TemplateResult | typeof nothing {
    const m = t().imports;
    const fields = FOR_ALL[this.kind].filter((field) => columnsOf(this.mapping, field).length === 0);
    if (fields.length === 0) {
      return nothing;
    }
    return html`<fieldset>
      <legend>${m.forAll}</legend>
      <p class="help">${m.forAllHelp}</p>
      <div class="fields">
        ${fields.map((field) =>
          field === 'step'
            ? html`<div class="field">
                <label for="all-step">${m.fields[field]}</label>
                <select id="all-step" @change=${(event: Event) => this.say('step', (event.target as HTMLSelectElement).value)}>
                  <option value=""></option>
                  ${Object.entries(t().terms.step).map(
                    ([step, name]) => html`<option value=${step} ?selected=${step === this.forAll.step}>${name}</option>`,
                  )}
                </select>
              </div>`
            : html`<tally-place-field
                name="all-${field}"
                .label=${m.fields[field] ?? field}
                .value=${this.forAll[field] ?? ''}
                .own=${field === 'at' || (field === 'from' && this.kind === 'shipments')}
                @chosen=${(event: CustomEvent<string>) => this.say(field, event.detail)}
              ></tally-place-field>`,
        )}
      </div>
    </fieldset>`;
  }

  private cellReading(): TemplateResult {
    const m = t().imports;
    const order = this.shownOrder;
    const unsure = order !== undefined && this.order === undefined && dateOrderIn(this.valuesOf('time')) === undefined;
    const places = this.nameless.places.length;
    const products = this.nameless.products.length;
    const select = (id: string, label: string, names: Readonly<Record<string, string>>, chosen: string, choose: (value: string) => void, note = ''): TemplateResult =>
      html`<div class="field">
        <label for=${id}>${label}</label>
        <select id=${id} aria-describedby=${note === '' ? nothing : `${id}-note`} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
          ${Object.entries(names).map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
        </select>
        ${note === '' ? nothing : html`<p id="${id}-note" class="fault">${note}</p>`}
      </div>`;
    return html`<fieldset>
      <legend>${m.reading2}</legend>
      <div class="fields">
        ${order === undefined
          ? nothing
          : select('order', m.order, m.orders, order, (value) => this.read({ order: value as DateOrder }), unsure ? m.orderUnsure : '')}
        ${columnsOf(this.mapping, 'quantity').length === 0
          ? nothing
          : select('decimal', m.decimal, m.decimals, this.shownDecimal, (value) => this.read({ decimal: value as Decimal }))}
        ${select('zone', m.zone, m.zones, this.zone, (value) => this.read({ zone: value as Zone }))}
      </div>
      ${places + products === 0
        ? nothing
        : html`<p>${m.practiceNames(places, products)}</p>
            <div class="check">
              <input id="practice" type="checkbox" aria-describedby="practice-help" .checked=${this.practice} @change=${(event: Event) => this.read({ practice: (event.target as HTMLInputElement).checked })} />
              <label for="practice">${m.practice}</label>
            </div>
            <p id="practice-help" class="help">${m.practiceHelp}</p>
            ${this.practice && this.mayName
              ? html`<div class="check">
                  <input id="keep-names" type="checkbox" .checked=${this.keepNames} @change=${(event: Event) => (this.keepNames = (event.target as HTMLInputElement).checked)} />
                  <label for="keep-names">${m.keepNames}</label>
                </div>`
              : nothing}`}
    </fieldset>`;
  }

  private read(said: { order?: DateOrder; decimal?: Decimal; zone?: Zone; practice?: boolean }): void {
    Object.assign(this, said);
    void this.build();
  }

  private preview(): TemplateResult {
    const m = t().imports;
    return html`<section aria-labelledby="preview-title">
      <h2 id="preview-title">${m.preview}</h2>
      <p class="muted">${m.previewOf(formatNumber(this.table.rows.length), formatNumber(this.documents.length))}</p>
      <table class="cards">
        <caption class="unseen">${m.preview}</caption>
        <thead>
          <tr>
            <th scope="col">${m.rows}</th>
            <th scope="col">${m.becomes}</th>
          </tr>
        </thead>
        <tbody>
          ${this.documents.slice(0, PREVIEW_DOCUMENTS).map(
            (document) => html`<tr>
              <th scope="row">${m.row} ${document.rows.slice(0, 4).join(', ')}${document.rows.length > 4 ? ' …' : ''}</th>
              <td>${document.faults.length > 0 ? html`<span class="fault">${rowFaultText(document.faults[0] as RowFault)}</span>` : this.words(document)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  /** What a document says, from the very bytes that are sent. */
  private words(document: Document): TemplateResult {
    const body = JSON.parse(document.body) as Body;
    const named = (gln: string): string =>
      [...this.numbers.places].find(([, number]) => number === gln)?.[0] ?? placeText(gln);
    const time = body.shippedAt ?? body.receivedAt ?? body.eventTime ?? '';
    const offset = time.endsWith('Z') ? '+00:00' : time.slice(-6);
    const goods = (body.lines ?? []).map((line) => this.lineWords(line));
    const events = [...(body.epcList ?? []), ...(body.quantityList ?? []).map((each) => `${each.quantity ?? ''} ${each.epcClass}`)];
    return html`<strong>${body.bizStep === undefined ? document.number : (t().terms.step[body.bizStep] ?? body.bizStep)}</strong> ·
      ${formatLocalTime(time, offset)}
      ${document.from === '' && document.to === '' ? nothing : html`· ${document.from === '' ? '' : named(document.from)} → ${document.to === '' ? '' : named(document.to)}`}
      <br /><span class="muted">${[...goods, ...events].slice(0, 4).join('; ')}${goods.length > 4 ? ` +${goods.length - 4}` : ''}</span>`;
  }

  private lineWords(line: Readonly<Record<string, string>>): string {
    const m = t().things;
    const gtin = line['gtin'];
    if (gtin === undefined) {
      return line['sscc'] === undefined ? (line['barcode'] ?? '') : m.package(line['sscc']);
    }
    const product = [...this.numbers.products].find(([, number]) => number.padStart(14, '0') === gtin.padStart(14, '0'))?.[0] ?? productText(gtin.padStart(14, '0'));
    const what = line['serial'] !== undefined ? m.item(product, line['serial']) : line['lot'] !== undefined ? m.lot(product, line['lot']) : product;
    const quantity = line['quantity'] === undefined ? '' : `${line['quantity']} ${line['uom'] ?? '×'} `;
    return `${quantity}${what}${line['sscc'] === undefined ? '' : ` (${m.package(line['sscc'])})`}`;
  }

  private judgement(): TemplateResult {
    const m = t().imports;
    const sent = this.checked.filter((each) => this.isSent(each));
    const standing = (is: Checked['standing']): number => this.checked.filter((each) => each.faults.length === 0 && each.standing === is).length;
    const bad = this.documents.length - this.whole.length + this.checked.filter((each) => each.faults.length > 0).length;
    const taken = standing('otherOfThisNumber');
    const line = (n: number, text: (n: string) => string): TemplateResult | typeof nothing => (n === 0 ? nothing : html`<li>${text(formatNumber(n))}</li>`);
    const faults = [
      ...this.documents.flatMap((document) => document.faults),
      ...this.checked.flatMap((each) => this.faultsOf(each)),
    ];
    return html`<div class="card">
        <h2 id="checked-title" tabindex="-1">${m.checkedTitle}</h2>
        <ul>
          ${line(standing('new'), m.new)} ${line(standing('known'), m.known)} ${line(bad, m.bad)} ${line(taken, m.taken)}
          ${line(standing('declaredWrong'), m.undoneBefore)}
        </ul>
        ${may(this.session, 'events.read') ? nothing : html`<p class="notice warn">${m.unchecked}</p>`}
        ${taken === 0
          ? nothing
          : html`<div class="check">
              <input id="taken-too" type="checkbox" .checked=${this.takenToo} @change=${(event: Event) => (this.takenToo = (event.target as HTMLInputElement).checked)} />
              <label for="taken-too">${m.takenToo}</label>
            </div>`}
        <div class="row">
          ${sent.length === 0
            ? html`<p>${m.nothingToRecord}</p>`
            : html`<button type="button" class="primary" ?disabled=${this.phase === 'confirming'} @click=${() => void this.confirm()}>
                ${m.confirm(formatNumber(sent.length))}
              </button>`}
          <button type="button" @click=${() => (this.phase = 'columns')}>${m.back}</button>
        </div>
      </div>
      ${faultTable(faults, this.table.headers, this.mapping)}`;
  }
}

/** The node keeps names of at most so many characters. */
const NAME_CHARS_MAX = 200;

interface Body {
  readonly shippedAt?: string;
  readonly receivedAt?: string;
  readonly eventTime?: string;
  readonly bizStep?: string;
  readonly lines?: readonly Readonly<Record<string, string>>[];
  readonly epcList?: readonly string[];
  readonly quantityList?: readonly { readonly epcClass: string; readonly quantity?: number }[];
}

/** The number of a name: of the very name, else of the one that differs in nothing but large and small letters. */
function byName(named: readonly (readonly [string, string])[]): (name: string) => string | undefined {
  const exact = new Map(named);
  const lower = new Map<string, string | undefined>();
  for (const [name, number] of named) {
    const key = name.toLowerCase();
    lower.set(key, lower.has(key) && lower.get(key) !== number ? undefined : number);
  }
  return (name) => exact.get(name) ?? lower.get(name.toLowerCase());
}

/** A word of the vocabulary, or what it is called in the reader's language. */
function term(word: string, names: Readonly<Record<string, string>>): string | undefined {
  const said = word.toLowerCase().trim().replace(/[\s-]+/g, '_');
  if (names[said] !== undefined) {
    return said;
  }
  return Object.entries(names).find(([, name]) => name.toLowerCase() === word.toLowerCase())?.[0];
}

customElements.define('tally-import-columns', ImportColumns);
