import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatDate, t } from '../i18n/index.ts';
import { thingText } from '../ui/thing.ts';
import type { Holding, Movement, Places, Stop } from './places.ts';

const COLUMN = 230;
const ROW = 96;
const MARGIN_X = 110;
const MARGIN_Y = 40;
const RADIUS = 13;
/** Of what fits between two stops at its size of letters. */
const TEXT_CHARS = 26;
/** More stops than that are a tangle; the table beside has all. */
const STOPS_MAX = 60;

/**
 * Places as the stops of a line map: no coordinates are known of them, so what counts is what leads where. The numbers in
 * the stops are how many things were there at that time.
 */
export function placeMap({ stops: all, movements: ways, holdings: held }: Places): TemplateResult | typeof nothing {
  const m = t().trace;
  if (all.length === 0) {
    return nothing;
  }
  return html`<section aria-labelledby="map-title">
    <h2 id="map-title">${m.map}</h2>
    ${all.length > STOPS_MAX ? html`<p class="help">${m.mapTooLarge(all.length)}</p>` : drawn(all, ways, held)}
    ${ways.length === 0
      ? html`<p class="muted">${m.noMovements}</p>`
      : html`<table class="cards">
          <caption class="unseen">${m.movements}</caption>
          <thead>
            <tr>
              <th scope="col">${m.movedFrom}</th>
              <th scope="col">${m.movedTo}</th>
              <th scope="col">${m.things}</th>
              <th scope="col">${m.movedOn}</th>
            </tr>
          </thead>
          <tbody>
            ${ways.map(
              (way) => html`<tr>
                <th scope="row">${thingText(way.from)}</th>
                <td>${thingText(way.to)}</td>
                <td>${thingsText(way.things)}</td>
                <td>${days(way)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`}
  </section>`;
}

function days(way: Movement): string {
  const first = formatDate(way.first);
  const last = formatDate(way.last);
  return first === last ? first : `${first} – ${last}`;
}

function thingsText(things: readonly string[]): string {
  const only = things[0];
  return things.length === 1 && only !== undefined ? thingText(only) : t().trace.nodes(things.length);
}

function drawn(all: readonly Stop[], ways: readonly Movement[], held: readonly Holding[]): TemplateResult {
  const at = new Map(all.map((stop) => [stop.place, stop]));
  const width = Math.max(...all.map((stop) => stop.rank)) * COLUMN + 2 * MARGIN_X;
  const height = Math.max(...all.map((stop) => stop.row)) * ROW + 2 * MARGIN_Y + 20;
  const counts = new Map<string, number>();
  for (const each of held) {
    if (each.place !== undefined && each.stand === 'here') {
      counts.set(each.place, (counts.get(each.place) ?? 0) + each.things.length);
    }
  }
  return html`<div class="line-map" tabindex="0" role="group" aria-labelledby="map-title">
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true">
      ${ways.map((way) => wayOf(way, at))} ${all.map((stop) => stopOf(stop, counts.get(stop.place) ?? 0))}
    </svg>
  </div>`;
}

const x = (stop: Stop): number => MARGIN_X + stop.rank * COLUMN;
const y = (stop: Stop): number => MARGIN_Y + stop.row * ROW;

function wayOf(way: Movement, at: ReadonlyMap<string, Stop>): SVGTemplateResult | typeof nothing {
  const from = at.get(way.from);
  const to = at.get(way.to);
  if (from === undefined || to === undefined) {
    return nothing;
  }
  const thick = Math.min(8, 1.5 + Math.log2(way.things.length));
  // A way back, or past another stop, bends around what is between.
  const bend = to.rank - from.rank === 1 ? 0 : -ROW * 0.55;
  const middle = (x(from) + x(to)) / 2;
  const path = `M${x(from)} ${y(from)}Q${middle} ${(y(from) + y(to)) / 2 + bend} ${x(to)} ${y(to)}`;
  return svg`<path class="edge" stroke-width=${thick} d=${path}><title>${thingText(way.from)} → ${thingText(way.to)}</title></path>`;
}

function stopOf(stop: Stop, count: number): SVGTemplateResult {
  const name = thingText(stop.place);
  const short = name.length > TEXT_CHARS ? `${name.slice(0, TEXT_CHARS - 1)}…` : name;
  return svg`<g class="stop ${count === 0 ? 'empty-stop' : ''}">
    <title>${name}</title>
    <circle cx=${x(stop)} cy=${y(stop)} r=${RADIUS + (count > 99 ? 6 : 0)} />
    <text class="count" x=${x(stop)} y=${y(stop) + 5} text-anchor="middle">${count === 0 ? '' : count > 9_999 ? '…' : count}</text>
    <text x=${x(stop)} y=${y(stop) + RADIUS + 24} text-anchor="middle">${short}</text>
  </g>`;
}

/** Who has it at that time. */
export function holders(held: readonly Holding[], save: () => void): TemplateResult {
  const m = t().trace;
  return html`<section aria-labelledby="holders-title">
    <div class="title-row">
      <h2 id="holders-title">${m.holders}</h2>
      <button type="button" @click=${save}>${m.exportHolders}</button>
    </div>
    <table class="cards">
      <caption class="unseen">${m.holders}</caption>
      <thead>
        <tr>
          <th scope="col">${m.heldAt}</th>
          <th scope="col">${m.stand}</th>
          <th scope="col">${m.things}</th>
        </tr>
      </thead>
      <tbody>
        ${held.map(
          (each) => html`<tr>
            <th scope="row">${placeText(each)}</th>
            <td>${standText(each)}</td>
            <td>${thingsText(each.things.map((thing) => thing.identifier))}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

export function placeText(holding: Holding): string {
  return holding.place === undefined ? t().trace.unknownPlace : thingText(holding.place);
}

export function standText(holding: Holding): string {
  const m = t().trace;
  return holding.place === undefined ? '' : { here: m.standHere, moving: m.standMoving, used: m.standUsed }[holding.stand];
}
