import { html, nothing, svg, type TemplateResult, type SVGTemplateResult } from 'lit';
import { json } from '../api/client.ts';
import { term, whatHappened } from '../event/epcis.ts';
import { identify } from '../gs1/identifier.ts';
import { formatTime, t } from '../i18n/index.ts';
import { ask } from '../search/query.ts';
import type { Session } from '../session/session.ts';
import { navigate, parameter, showParameters } from '../shell/navigate.ts';
import { announce } from '../ui/announce.ts';
import { csv } from '../ui/csv.ts';
import { problemText } from '../ui/problem-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { holders, placeMap, placeText, standText } from './place-map.ts';
import { placesAt, type Places } from './places.ts';
import { layout, type Box, type Line, type Picture, type Trace, type TraceNode } from './layout.ts';

const BOX_WIDTH = 236;
const BOX_HEIGHT = 54;
const COLUMN = 310;
const ROW = 74;
const MARGIN = 24;
/** Of what fits into a box at its size of letters. */
const TEXT_CHARS = 27;
const ZOOM_STEP = 1.25;
/** Letters of 14 are still read at that. */
const SMALLEST_FIT = 0.7;
/** In the table at first; the rest when asked for. */
const ROWS_SHOWN = 20;

/** Where something came from and what became of it, as a picture and as a table. */
class TraceView extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    text: { state: true },
    trace: { state: true },
    unfolded: { state: true },
    focused: { state: true },
    zoom: { state: true },
    at: { state: true },
    shownRows: { state: true },
    state: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private text = '';
  private trace: Trace | undefined;
  private unfolded: ReadonlySet<string> = new Set();
  /** The box that the arrow keys are at. */
  private focused = '';
  /** 1: as large as drawn. */
  private zoom = 1;
  /** Which of the times is looked at; undefined: now. */
  private at: number | undefined;
  private shownRows = ROWS_SHOWN;
  private state: 'idle' | 'busy' | 'done' = 'idle';
  private failure = '';
  private picture: Picture | undefined;
  /** Of the time that is looked at: who zooms or walks does not wait for it. */
  private places: Places | undefined;
  private asked = new AbortController();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      const of = parameter('of');
      this.text = of;
      void this.load(of);
    }
    if (changed.has('trace') || changed.has('unfolded')) {
      this.picture = this.trace === undefined ? undefined : layout(this.trace, this.unfolded);
    }
    if (changed.has('trace') || changed.has('at')) {
      this.places = this.trace === undefined ? undefined : placesAt(this.trace, this.when);
    }
  }

  private async load(of: string): Promise<void> {
    this.asked.abort();
    this.trace = undefined;
    this.failure = '';
    this.unfolded = new Set();
    this.at = undefined;
    this.shownRows = ROWS_SHOWN;
    if (of === '') {
      this.state = 'idle';
      return;
    }
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.state = 'busy';
    try {
      this.trace = await json<Trace>(`/api/v1/trace/${encodeURIComponent(of)}`, { signal });
      this.focused = this.trace.of;
      this.state = 'done';
      announce(`${t().trace.nodes(this.trace.nodes.length)}, ${t().trace.events(this.trace.events.length)}`);
      await this.updateComplete;
      this.fit();
    } catch (error) {
      if (!signal.aborted) {
        this.failure = problemText(error);
        this.state = 'done';
      }
    }
  }

  private submit(event: Event): void {
    event.preventDefault();
    const asked = ask(this.text);
    if (asked.asked === 'thing') {
      showParameters({ of: asked.uri });
      void this.load(asked.uri);
    } else if (this.text.trim() !== '') {
      // A piece of something: the search finds what it may be, and leads back here.
      navigate(`/search?q=${encodeURIComponent(this.text.trim())}`);
    }
  }

  // ---- the picture

  private width(picture: Picture): number {
    return picture.ranks * COLUMN - (COLUMN - BOX_WIDTH) + 2 * MARGIN;
  }

  private height(picture: Picture): number {
    return picture.rows * ROW + 2 * MARGIN;
  }

  /** As much of it as there is room for, never larger than drawn. */
  private fit(): void {
    const frame = this.querySelector('.picture');
    if (frame !== null && this.picture !== undefined) {
      const room = frame.clientWidth / this.width(this.picture);
      this.zoom = Math.max(SMALLEST_FIT, Math.min(1, room));
      void this.updateComplete.then(() => this.scrollToFocused());
    }
  }

  private scrollToFocused(): void {
    const frame = this.querySelector('.picture');
    const box = this.querySelector('.picture [data-focused]');
    if (frame !== null && box !== null) {
      const outer = frame.getBoundingClientRect();
      const inner = box.getBoundingClientRect();
      frame.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
      frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    }
  }

  private pressed(event: KeyboardEvent, picture: Picture): void {
    const box = picture.boxes.find((each) => each.id === this.focused);
    switch (event.key) {
      case '+':
        this.zoom = Math.min(3, this.zoom * ZOOM_STEP);
        break;
      case '-':
        this.zoom = Math.max(0.2, this.zoom / ZOOM_STEP);
        break;
      case '0':
        this.fit();
        break;
      case 'Enter':
      case ' ':
        if (box !== undefined) {
          this.open(box);
        }
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'ArrowUp':
      case 'ArrowDown':
        this.step(event.key, picture, box);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** To the nearest box in that direction. */
  private step(key: string, picture: Picture, from: Box | undefined): void {
    const direction = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
    const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
    const candidates = picture.boxes.filter((each) => {
      if (each.kind === 'made' || from === undefined || each === from) {
        return from === undefined;
      }
      return sideways
        ? Math.sign(each.rank - from.rank) === direction
        : each.rank === from.rank && Math.sign(each.row - from.row) === direction;
    });
    const distance = (each: Box): number =>
      from === undefined ? 0 : Math.abs(each.rank - from.rank) * 1000 + Math.abs(each.row - from.row);
    const nearest = candidates.sort((a, b) => distance(a) - distance(b))[0];
    if (nearest !== undefined) {
      this.focused = nearest.id;
      announce(boxText(nearest));
      void this.updateComplete.then(() => this.scrollToFocused());
    }
  }

  private open(box: Box): void {
    if (box.kind === 'fold') {
      this.unfolded = new Set([...this.unfolded, box.id]);
      this.focused = box.members[0]?.identifier ?? '';
    } else if (box.kind === 'thing' && box.id !== this.trace?.of) {
      navigate(`/trace?of=${encodeURIComponent(box.id)}`);
    }
  }

  private get times(): readonly string[] {
    return [...new Set(this.trace?.events.map((event) => event.eventTime) ?? [])].sort();
  }

  private get when(): number {
    const time = this.at === undefined ? undefined : this.times[this.at];
    return time === undefined ? Infinity : Date.parse(time);
  }

  override render(): TemplateResult {
    const m = t().trace;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <form role="search" @submit=${this.submit}>
        <div class="field wide">
          <label for="trace-text">${m.label}</label>
          <div class="row">
            <input
              id="trace-text"
              data-first
              type="search"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              aria-describedby="trace-help"
              .value=${this.text}
              @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
            />
            <button class="primary">${m.submit}</button>
          </div>
          <p id="trace-help" class="help">${m.lead}</p>
        </div>
      </form>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.state === 'busy' ? html`<p class="loading">${t().app.loading}</p>` : nothing}
      ${this.trace === undefined || this.picture === undefined ? nothing : this.result(this.trace, this.picture)}
    `;
  }

  private result(trace: Trace, picture: Picture): TemplateResult {
    const m = t().trace;
    if (trace.events.length === 0) {
      return html`<div class="empty"><p><strong>${thingText(trace.of)}</strong></p><p>${m.none}</p></div>`;
    }
    return html`
      <p>
        <span class="tag">${t().kinds[identify(trace.of).kind]}</span> <strong>${thingText(trace.of)}</strong>
        <span class="muted">${m.nodes(trace.nodes.length)} · ${m.events(trace.events.length)}</span>
      </p>
      ${trace.cuts.length === 0 ? nothing : html`<p class="notice warn">${m.cut} ${trace.cuts.join(', ')}</p>`}
      <section aria-labelledby="graph-title">
        <div class="title-row">
          <h2 id="graph-title">${m.graph}</h2>
          <div class="row">
            <button type="button" aria-label=${m.zoomOut} @click=${() => (this.zoom = Math.max(0.2, this.zoom / ZOOM_STEP))}>−</button>
            <button type="button" aria-label=${m.zoomIn} @click=${() => (this.zoom = Math.min(3, this.zoom * ZOOM_STEP))}>+</button>
            <button type="button" @click=${this.fit}>${m.fit}</button>
          </div>
        </div>
        ${this.draw(trace, picture)}
        <p class="help" id="graph-help">${m.graphHelp}</p>
        ${this.slider()}
      </section>
      ${this.places === undefined
        ? nothing
        : html`${holders(this.places.holdings, () => this.saveHolders())} ${placeMap(this.places)}`}
      ${this.table(trace)}
      ${this.timeline(trace)}
    `;
  }

  private draw(trace: Trace, picture: Picture): TemplateResult {
    const width = this.width(picture);
    const height = this.height(picture);
    const boxes = new Map(picture.boxes.map((box) => [box.id, box]));
    const focused = boxes.get(this.focused);
    return html`<div
      class="picture"
      tabindex="0"
      role="application"
      aria-labelledby="graph-title"
      aria-describedby="graph-help graph-at"
      @keydown=${(event: KeyboardEvent) => this.pressed(event, picture)}
    >
      <p id="graph-at" class="unseen">${focused === undefined ? '' : boxText(focused)}</p>
      <svg width=${width * this.zoom} height=${height * this.zoom} viewBox="0 0 ${width} ${height}" aria-hidden="true">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        ${picture.lines.map((line) => this.lineOf(line, boxes))} ${picture.boxes.map((box) => this.boxOf(box, trace))}
      </svg>
    </div>`;
  }

  private lineOf(line: Line, boxes: ReadonlyMap<string, Box>): SVGTemplateResult | typeof nothing {
    const from = boxes.get(line.from);
    const to = boxes.get(line.to);
    if (from === undefined || to === undefined) {
      return nothing;
    }
    const x1 = left(from) + (from.kind === 'made' ? BOX_WIDTH / 2 + 9 : BOX_WIDTH);
    const x2 = left(to) + (to.kind === 'made' ? BOX_WIDTH / 2 - 9 : 0);
    const y1 = middle(from);
    const y2 = middle(to);
    const bend = Math.max(30, (x2 - x1) / 2);
    const then = this.when;
    const holds = Date.parse(line.since) <= then && (line.until === undefined || then === Infinity || Date.parse(line.until) > then);
    return svg`<path class="edge ${line.kind} ${holds ? '' : 'past'}" marker-end="url(#arrow)"
      d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 2} ${y2}" />`;
  }

  private boxOf(box: Box, trace: Trace): SVGTemplateResult {
    const x = left(box);
    const y = middle(box) - BOX_HEIGHT / 2;
    if (box.kind === 'made') {
      return svg`<circle class="made" cx=${x + BOX_WIDTH / 2} cy=${middle(box)} r="9" />`;
    }
    const [first, second] = boxLines(box);
    const node = box.members[0];
    const there = box.members.some((member) => member.firstSeen === undefined || Date.parse(member.firstSeen) <= this.when);
    const classes = ['box', box.kind, box.id === trace.of ? 'subject' : '', there ? '' : 'past', node === undefined ? '' : relation(node)];
    return svg`<g class=${classes.join(' ')} ?data-focused=${box.id === this.focused}
        @click=${() => this.open(box)}>
      <title>${boxText(box)}</title>
      ${box.kind === 'fold' ? svg`<rect x=${x + 5} y=${y + 5} width=${BOX_WIDTH} height=${BOX_HEIGHT} rx="8" />` : nothing}
      <rect x=${x} y=${y} width=${BOX_WIDTH} height=${BOX_HEIGHT} rx="8" />
      <text x=${x + 12} y=${y + 22}>${cut(first)}</text>
      <text class="second" x=${x + 12} y=${y + 41}>${cut(second)}</text>
    </g>`;
  }

  private slider(): TemplateResult | typeof nothing {
    const m = t().trace;
    const times = this.times;
    if (times.length < 2) {
      return nothing;
    }
    const now = this.at === undefined ? m.now : formatTime(times[this.at] ?? '');
    return html`<div class="field slider">
      <label for="at">${m.at} <output for="at">${now}</output></label>
      <input
        id="at"
        type="range"
        min="0"
        max=${times.length}
        .value=${String(this.at ?? times.length)}
        aria-valuetext=${now}
        @input=${(event: Event) => {
          const chosen = (event.target as HTMLInputElement).valueAsNumber;
          this.at = chosen === times.length ? undefined : chosen;
        }}
      />
    </div>`;
  }

  private table(trace: Trace): TemplateResult {
    const m = t().trace;
    const rows = trace.nodes.slice(0, this.shownRows);
    return html`<section aria-labelledby="things-title">
      <div class="title-row">
        <h2 id="things-title">${m.table}</h2>
        <button type="button" @click=${() => this.save(trace)}>${m.export}</button>
      </div>
      <table class="cards">
        <caption class="unseen">${m.table}</caption>
        <thead>
          <tr>
            <th scope="col">${m.thing}</th>
            <th scope="col">${m.relation}</th>
            <th scope="col">${m.firstSeen}</th>
            <th scope="col">${m.lastSeen}</th>
            <th scope="col">${m.place}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (node) => html`<tr>
              <th scope="row"><a href="/trace?of=${encodeURIComponent(node.identifier)}">${thingText(node.identifier)}</a></th>
              <td>${relationText(node)}</td>
              <td>${node.firstSeen === undefined ? '' : html`<time datetime=${node.firstSeen}>${formatTime(node.firstSeen)}</time>`}</td>
              <td>${node.lastSeen === undefined ? '' : html`<time datetime=${node.lastSeen}>${formatTime(node.lastSeen)}</time>`}</td>
              <td>${node.place === undefined ? '' : thingText(node.place)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${rows.length === trace.nodes.length
        ? nothing
        : html`<button type="button" @click=${() => (this.shownRows += ROWS_SHOWN * 25)}>${t().app.more}</button>`}
    </section>`;
  }

  private timeline(trace: Trace): TemplateResult {
    const m = t().trace;
    const happened = [...trace.events].sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime)).slice(0, this.shownRows);
    return html`<section aria-labelledby="timeline-title">
      <h2 id="timeline-title">${m.timeline}</h2>
      <ol class="timeline">
        ${happened.map((event) => {
          const where = event.bizLocation ?? event.readPoint;
          const what = { bizStep: event.bizStep === undefined ? undefined : term(event.bizStep), type: term(event.type) };
          return html`<li>
            <time datetime=${event.eventTime}>${formatTime(event.eventTime)}</time>
            <div>
              <a href="/event?id=${encodeURIComponent(event.eventID)}"><strong>${whatHappened(what)}</strong></a>
              <span class="muted">${where === undefined ? '' : thingText(where)}</span>
              <div class="muted">${event.about.slice(0, 3).map(thingText).join(', ')}${event.about.length > 3 ? ` +${event.about.length - 3}` : ''}</div>
            </div>
          </li>`;
        })}
      </ol>
      ${happened.length === trace.events.length
        ? nothing
        : html`<button type="button" @click=${() => (this.shownRows += ROWS_SHOWN * 25)}>${t().app.more}</button>`}
      ${trace.declaredWrong.length === 0
        ? nothing
        : html`<h3>${m.wrong}</h3>
            <ul>
              ${trace.declaredWrong.map(
                ({ event }) => html`<li>
                  <a href="/event?id=${encodeURIComponent(event.eventID)}">${formatTime(event.eventTime)}, ${whatHappened({
                    bizStep: event.bizStep === undefined ? undefined : term(event.bizStep),
                    type: term(event.type),
                  })}</a>
                </li>`,
              )}
            </ul>`}
    </section>`;
  }

  private saveHolders(): void {
    const m = t().trace;
    saveFile(
      'holders.csv',
      'text/csv;charset=utf-8',
      csv([
        [m.heldAt, t().kinds.place, m.stand, m.thing, t().kinds.other],
        ...(this.places?.holdings ?? []).flatMap((each) =>
          each.things.map((thing) => [
            placeText(each),
            each.place ?? '',
            standText(each),
            thingText(thing.identifier),
            thing.identifier,
          ]),
        ),
      ]),
    );
  }

  private save(trace: Trace): void {
    const m = t().trace;
    saveFile(
      'trace.csv',
      'text/csv;charset=utf-8',
      csv([
        [m.thing, t().kinds.other, m.relation, m.firstSeen, m.lastSeen, m.place],
        ...trace.nodes.map((node) => [
          thingText(node.identifier),
          node.identifier,
          relationText(node),
          node.firstSeen ?? '',
          node.lastSeen ?? '',
          node.place === undefined ? '' : thingText(node.place),
        ]),
      ]),
    );
  }
}

function left(box: Box): number {
  return MARGIN + box.rank * COLUMN;
}

function middle(box: Box): number {
  return MARGIN + box.row * ROW + ROW / 2;
}

function cut(text: string): string {
  return text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS - 1)}…` : text;
}

/** What stands in a box: the product above, what tells it from its like below. */
function boxLines(box: Box): readonly [string, string] {
  const node = box.members[0];
  if (node === undefined) {
    return ['', ''];
  }
  const thing = identify(node.identifier);
  const kinds = t().kinds;
  if (box.kind === 'fold') {
    const one = 'gtin' in thing ? thingText(`https://id.gs1.org/01/${thing.gtin}`) : kinds[thing.kind];
    return [one, t().trace.nodes(box.members.length)];
  }
  switch (thing.kind) {
    case 'item':
      return [thingText(`https://id.gs1.org/01/${thing.gtin}`), `${kinds.item} ${thing.serial}`];
    case 'lot':
      return [thingText(`https://id.gs1.org/01/${thing.gtin}`), `${kinds.lot} ${thing.lot}`];
    case 'package':
      return [kinds.package, thing.sscc];
    default:
      return [kinds[thing.kind], thingText(node.identifier)];
  }
}

function boxText(box: Box): string {
  const [first, second] = boxLines(box);
  const node = box.members[0];
  return `${first}, ${second}${node === undefined ? '' : `, ${relationText(node)}`}`;
}

function relation(node: TraceNode): string {
  return ['start', 'backward', 'forward', 'carrier'].find((each) => node.reached.includes(each)) ?? '';
}

function relationText(node: TraceNode): string {
  const m = t().trace;
  const words: Readonly<Record<string, string>> = {
    start: m.subject,
    backward: m.upstream,
    forward: m.downstream,
    carrier: m.carrier,
    attached: m.attached,
  };
  return node.reached.map((each) => words[each] ?? each).join(', ');
}

customElements.define('tally-trace', TraceView);
