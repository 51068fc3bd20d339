import { html, nothing, type TemplateResult } from 'lit';
import { json, page, request, type Page } from '../api/client.ts';
import { formatTime, t } from '../i18n/index.ts';
import type { Session } from '../session/session.ts';
import { ROLES, type Role } from '../session/roles.ts';
import { announce } from '../ui/announce.ts';
import { copy } from '../ui/copied.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface Key {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly requestsPerSecond?: number;
  readonly addresses: readonly string[];
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly lastUsedAt?: string;
  readonly token?: string;
}

/** Keys for people and systems: made, named, limited, taken back. A new key's text is shown once. */
class Keys extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    keys: { state: true },
    next: { state: true },
    made: { state: true },
    asking: { state: true },
    fault: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private keys: readonly Key[] | undefined;
  private next: string | undefined;
  private made: Key | undefined;
  /** The id of the key whose revocation waits for a second press. */
  private asking = '';
  private fault = '';
  private failure = '';
  /** Names the request, so that a retry after a lost answer makes no second key. */
  private attempt = crypto.randomUUID();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.made = undefined;
      void this.load('/api/v1/keys', []);
    }
  }

  private async load(address: string, before: readonly Key[]): Promise<void> {
    try {
      const { member, more } = await page<Page<Key>>(address);
      this.keys = [...before, ...member];
      this.next = more;
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async make(event: Event): Promise<void> {
    event.preventDefault();
    const m = t().keys;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const name = String(data.get('name') ?? '').trim();
    const roles = data.getAll('role').map(String);
    const rate = String(data.get('rate') ?? '');
    const until = String(data.get('until') ?? '');
    const addresses = String(data.get('addresses') ?? '').split(/[\s,;]+/).filter((each) => each !== '');
    if (name === '' || roles.length === 0) {
      this.fault = name === '' ? t().data.nameMissing : m.roleMissing;
      announce(this.fault);
      this.querySelector<HTMLElement>(name === '' ? '#key-name' : '#role-reader')?.focus();
      return;
    }
    this.fault = '';
    try {
      this.made = await json<Key>('/api/v1/keys', {
        method: 'POST',
        headers: { 'Idempotency-Key': this.attempt },
        body: JSON.stringify({
          name,
          roles,
          ...(rate === '' ? {} : { requestsPerSecond: Number(rate) }),
          ...(addresses.length === 0 ? {} : { addresses }),
          // To the end of that day, here.
          ...(until === '' ? {} : { expiresAt: new Date(`${until}T23:59:59`).toISOString() }),
        }),
      });
      this.attempt = crypto.randomUUID();
      form.reset();
      await this.load('/api/v1/keys', []);
      await this.updateComplete;
      this.querySelector<HTMLElement>('#made')?.focus();
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async revoke(key: Key): Promise<void> {
    if (this.asking !== key.id) {
      this.asking = key.id;
      announce(t().keys.sure(key.name));
      return;
    }
    this.asking = '';
    try {
      await request(`/api/v1/keys/${key.id}`, { method: 'DELETE' });
      await this.load('/api/v1/keys', []);
      announce(t().keys.revokedNow(key.name));
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult {
    const m = t().keys;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <p class="lead">${m.lead}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.made?.token === undefined
        ? nothing
        : html`<div class="notice good" id="made" tabindex="-1">
            <p><strong>${m.made(this.made.name)}</strong></p>
            <p>${m.once}</p>
            <p class="row">
              <code class="code">${this.made.token}</code>
              <button type="button" @click=${() => void copy(this.made?.token ?? '')}>${t().app.copy}</button>
            </p>
          </div>`}
      <details class="card" ?open=${this.fault !== ''}>
        <summary>${m.make}</summary>
        <form novalidate @submit=${(event: Event) => void this.make(event)}>
          ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
          <div class="field">
            <label for="key-name">${m.name}</label>
            <input id="key-name" name="name" autocomplete="off" maxlength="100" aria-describedby="key-name-help" />
            <p id="key-name-help" class="help">${m.nameHelp}</p>
          </div>
          <fieldset>
            <legend>${m.roles}</legend>
            ${ROLES.map(
              (role) => html`<div class="check">
                <input type="checkbox" id="role-${role}" name="role" value=${role} />
                <label for="role-${role}"><strong>${m.roleNames[role]}</strong> <span class="muted">${m.roleHelp[role]}</span></label>
              </div>`,
            )}
          </fieldset>
          <div class="fields">
            <div class="field">
              <label for="rate">${m.rate}</label>
              <input id="rate" name="rate" type="number" min="1" step="1" inputmode="numeric" />
            </div>
            <div class="field">
              <label for="until">${m.until}</label>
              <input id="until" name="until" type="date" />
            </div>
          </div>
          <div class="field">
            <label for="addresses">${m.addresses}</label>
            <input id="addresses" name="addresses" autocomplete="off" spellcheck="false" aria-describedby="addresses-help" />
            <p id="addresses-help" class="help">${m.addressesHelp}</p>
          </div>
          <button class="primary">${m.make}</button>
        </form>
      </details>
      ${this.keys === undefined ? html`<p class="loading">${t().app.loading}</p>` : this.list(this.keys)}
      ${this.next === undefined
        ? nothing
        : html`<button type="button" @click=${() => void this.load(this.next ?? '', this.keys ?? [])}>${t().app.more}</button>`}
    `;
  }

  private list(keys: readonly Key[]): TemplateResult {
    const m = t().keys;
    return html`<table class="cards">
      <caption class="unseen">${m.title}</caption>
      <thead>
        <tr>
          <th scope="col">${m.name}</th>
          <th scope="col">${m.roles}</th>
          <th scope="col">${m.lastUsed}</th>
          <th scope="col">${m.state}</th>
        </tr>
      </thead>
      <tbody>
        ${keys.map(
          (key) => html`<tr>
            <th scope="row">${key.name} <span class="code muted">tally_${key.id}_…</span> <a href="/audit?key=${key.id}">${t().audit.did}</a></th>
            <td>${key.roles.map((role) => m.roleNames[role]).join(', ')} ${key.addresses.length === 0 ? nothing : html`<span class="muted">${m.onlyFrom(key.addresses.join(', '))}</span>`}</td>
            <td>${key.lastUsedAt === undefined ? m.never : html`<time datetime=${key.lastUsedAt}>${formatTime(key.lastUsedAt)}</time>`}</td>
            <td>
              ${key.revokedAt !== undefined
                ? html`<span class="tag bad">${m.revoked}</span>`
                : html`${key.expiresAt === undefined
                      ? nothing
                      : html`<span class="tag ${Date.parse(key.expiresAt) < Date.now() ? 'bad' : 'warn'}">${m.ends(formatTime(key.expiresAt))}</span>`}
                    <button
                      type="button"
                      class="quiet"
                      aria-label=${this.asking === key.id ? m.sure(key.name) : m.revokeNamed(key.name)}
                      @click=${() => void this.revoke(key)}
                      @blur=${() => (this.asking = '')}
                    >
                      ${this.asking === key.id ? m.really : m.revoke}
                    </button>`}
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

customElements.define('tally-keys', Keys);
